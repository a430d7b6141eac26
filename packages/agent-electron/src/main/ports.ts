import { randomBytes } from 'node:crypto';
import type { AgentPorts, Clock, Logger, ReporterPorts } from '@phasegate/agent';
import {
  createFeedFetcher,
  createInstallerStore,
  createMemoryFile,
  createReportFiles,
  createReportPost,
  systemClock,
} from '@phasegate/agent/node';
import { app, net, powerMonitor, shell } from 'electron';
import type { StartLog } from '@phasegate/agent/node';
import { createInstallers } from './installers.ts';
import { createLinkOpener } from './open-link.ts';
import type { Settings } from './options.ts';
import { quitAndInstall } from './quit-and-install.ts';
import { openSurroundings } from './surroundings.ts';
import { openUpdateSession, sessionFetch } from './update-session.ts';
import { loadUpdater } from './updater.ts';

/** What the adapters need beside the settings. */
export interface Place {
  readonly log: Logger;
  /** The agent's own folder in `userData`. */
  readonly folder: string;
  readonly versionForced: boolean;
  /** What checks, snoozes and deadlines go by. */
  readonly scheduleClock: Clock;
  readonly starts: StartLog | undefined;
}

/** The agent's ports on Electron, joined here and nowhere else. */
export function createPorts(
  settings: Settings,
  { log, folder, versionForced, scheduleClock, starts }: Place,
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
    scheduleClock,
    log,
    surroundings: openSurroundings({ power: powerMonitor, net }, systemClock, log),
    ...(starts === undefined ? {} : { starts }),
    openLink: createLinkOpener((href) => shell.openExternal(href), log),
  };
}

/** The reporter's ports on Electron; `folder` is its own. */
export function createReporterPorts(
  { reports, allowLoopbackHttp }: Settings,
  log: Logger,
  folder: string,
): ReporterPorts {
  const nowhere = { kind: 'unreachable', message: 'has no address' } as const;
  const fetch = sessionFetch(openUpdateSession(allowLoopbackHttp));
  return {
    clock: systemClock,
    log,
    randomBytes,
    disk: createReportFiles(folder),
    post:
      reports === undefined
        ? () => Promise.resolve(nowhere)
        : createReportPost({ fetch, allowLoopbackHttp, ...reports }),
  };
}
