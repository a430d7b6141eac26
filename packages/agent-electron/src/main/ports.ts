import type { AgentPorts, Clock, Logger } from '@phasegate/agent';
import { createFeedFetcher, createMemoryFile, systemClock } from '@phasegate/agent/node';
import { shell } from 'electron';
import { createInstallers } from './installers.ts';
import { createLinkOpener } from './open-link.ts';
import type { Settings } from './options.ts';
import { quitAndInstall } from './quit-and-install.ts';
import { openUpdateSession, sessionFetch } from './update-session.ts';

/** What the adapters need beside the settings. */
export interface Surroundings {
  readonly log: Logger;
  /** The agent's own folder in `userData`. */
  readonly folder: string;
  readonly versionForced: boolean;
  /** What schedule, snoozes and deadlines go by. */
  readonly timetable: Clock;
}

/** The agent's ports on Electron, joined here and nowhere else. */
export function createPorts(
  settings: Settings,
  { log, folder, versionForced, timetable }: Surroundings,
): AgentPorts {
  const { allowLoopbackHttp, downloadIdleTimeout: idleTimeout } = settings;
  const fetch = sessionFetch(openUpdateSession(allowLoopbackHttp));
  return {
    // The session lets no address through but safe ones, redirects included.
    fetchFeed: createFeedFetcher({ fetch, allowLoopbackHttp, followsSafely: true }),
    installers: createInstallers({
      log,
      clock: systemClock,
      idleTimeout,
      versionForced,
      quitAndInstall,
    }),
    memory: createMemoryFile(folder, log),
    clock: systemClock,
    timetable,
    log,
    openLink: createLinkOpener((href) => shell.openExternal(href), log),
  };
}
