import { AgentError } from '@phasegate/agent';
import type { Logger } from '@phasegate/agent';
import type { AppUpdater, CancellationToken } from 'electron-updater';

/** electron-updater as far as it is used here; loaded once, on the first download. */
export interface Updater {
  readonly app: AppUpdater;
  readonly newToken: () => CancellationToken;
}

/** The parts of an updater that are not public: there is no other way to count bytes or to forget a download. */
export interface UpdaterInside {
  readonly httpExecutor: {
    createRequest: (
      options: unknown,
      onResponse: (response: ByteSource) => void,
    ) => { readonly abort: () => void };
  };
  readonly getOrCreateDownloadHelper: () => Promise<{
    readonly file: string | null;
    readonly clear: () => Promise<void>;
  }>;
  /** app-update.yml, read once and then kept: what its own check of a Windows signature goes by. */
  readonly configOnDisk: { readonly value: Promise<unknown> };
}

/** A response while it streams in. */
export interface ByteSource {
  readonly on: (event: 'data', listener: (chunk: Uint8Array) => void) => unknown;
  readonly emit: (event: 'end') => unknown;
}

/** The one place that reaches behind electron-updater's types; checked, since 6.8.10's inside is no promise. */
export function insideOf(updater: AppUpdater): UpdaterInside {
  const inside = updater as unknown as Partial<UpdaterInside>;
  if (
    typeof inside.httpExecutor?.createRequest !== 'function' ||
    typeof inside.getOrCreateDownloadHelper !== 'function' ||
    typeof inside.configOnDisk !== 'object'
  ) {
    throw new AgentError('bad-configuration', 'this electron-updater is not one of 6.8.x');
  }
  return updater as unknown as UpdaterInside;
}

/** What app-update.yml says. Throws `bad-configuration` where it is missing or no YAML. */
export async function configOf(updater: AppUpdater): Promise<unknown> {
  const { configOnDisk } = insideOf(updater);
  try {
    return await configOnDisk.value;
  } catch (cause) {
    throw new AgentError('bad-configuration', 'app-update.yml could not be read', { cause });
  }
}

/** Loads the platform's updater and takes everything out of its hands that it would do by itself. */
export async function loadUpdater(log: Logger): Promise<Updater> {
  const { autoUpdater, CancellationToken: Token } = (await import('electron-updater')).default;
  // Installing on quit is the one thing that nothing un-stages (feed-format, "what was measured").
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.autoDownload = false;
  autoUpdater.autoRunAppAfterInstall = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.disableDifferentialDownload = true;
  autoUpdater.disableWebInstaller = true;
  autoUpdater.isUpdateSupported = () => true;
  autoUpdater.isUserWithinRollout = () => true;
  autoUpdater.logger = quietLogger(log);
  return { app: autoUpdater, newToken: () => new Token() };
}

/** Its errors come back to us as rejections and are logged once, there. */
function quietLogger(log: Logger): NonNullable<AppUpdater['logger']> {
  const debug = (message?: unknown): void =>
    log.debug(`electron-updater: ${String(message).split('\n')[0] ?? ''}`);
  return { debug, info: debug, warn: debug, error: debug };
}
