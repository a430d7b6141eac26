import { AgentError } from '@phasegate/agent';
import type { Target } from '@phasegate/agent';
import type { AppUpdater, ResolvedUpdateFileInfo, UpdateInfo } from 'electron-updater';
import { filesOf, updateInfoOf } from './update-info.ts';

/** What electron-updater is told to find: the target that the agent decided on and its file, and nothing else. */
export interface TargetHolder {
  target: Target | undefined;
  /** Where the target's verified file lies. */
  file: string | undefined;
}

/**
 * Makes the updater ask us instead of a server. A provider of our own also keeps `x-user-staging-id`, which
 * electron-updater adds to its own requests, on this machine.
 */
export function setProvider(updater: AppUpdater, holder: TargetHolder): void {
  const current = (): Target => {
    if (holder.target === undefined) {
      throw new AgentError('install-failed', 'electron-updater asked for a release by itself');
    }
    return holder.target;
  };
  // Called with `new`, and what it returns is the provider; electron-updater uses these five names of it.
  function TargetProvider(): unknown {
    return {
      fileExtraDownloadHeaders: null,
      isUseMultipleRangeRequest: false,
      setRequestHeaders: () => undefined,
      getLatestVersion: (): Promise<UpdateInfo> => Promise.resolve(updateInfoOf(current())),
      resolveFiles: (): ResolvedUpdateFileInfo[] => filesOf(current()),
    };
  }
  const updateProvider = TargetProvider as unknown as new () => unknown;
  updater.setFeedURL({ provider: 'custom', updateProvider });
}
