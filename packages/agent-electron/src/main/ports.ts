import type { AgentPorts, Logger } from '@phasegate/agent';
import {
  createFeedFetcher,
  createInstallerStore,
  createMemoryFile,
  systemClock,
} from '@phasegate/agent/node';
import { app, shell } from 'electron';
import { createInstallers } from './installers.ts';
import { createLinkOpener } from './open-link.ts';
import type { Settings } from './options.ts';
import { quitAndInstall } from './quit-and-install.ts';
import { openUpdateSession, sessionFetch } from './update-session.ts';
import { loadUpdater } from './updater.ts';

/** What the adapters need beside the settings. */
export interface Surroundings {
  readonly log: Logger;
  /** The agent's own folder in `userData`. */
  readonly folder: string;
  readonly versionForced: boolean;
}

/** The agent's ports on Electron, joined here and nowhere else. */
export function createPorts(
  settings: Settings,
  { log, folder, versionForced }: Surroundings,
): AgentPorts {
  const { allowLoopbackHttp, downloadIdleTimeout: idleTimeout } = settings;
  const fetch = sessionFetch(openUpdateSession(allowLoopbackHttp));
  // The session lets no address through but safe ones, redirects included.
  const running = process.env['APPIMAGE'];
  const requests = { fetch, allowLoopbackHttp, followsSafely: true };
  return {
    fetchFeed: createFeedFetcher(requests),
    installers: createInstallers({
      log,
      folder,
      store: createInstallerStore({ ...requests, folder, log, idleTimeout, running }),
      load: () => loadUpdater(log),
      running: { file: running, version: app.getVersion() },
      versionForced,
      quitAndInstall,
    }),
    memory: createMemoryFile(folder, log),
    clock: systemClock,
    log,
    openLink: createLinkOpener((href) => shell.openExternal(href), log),
  };
}
