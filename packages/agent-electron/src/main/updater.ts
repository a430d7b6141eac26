import { AgentError } from '@phasegate/agent';
import type { Logger } from '@phasegate/agent';
import type { AppUpdater, CancellationToken } from 'electron-updater';

/** electron-updater as far as it is used here; loaded once, on the first download. */
export interface Updater {
  readonly app: AppUpdater;
  readonly newToken: () => CancellationToken;
}

/** The parts of an updater that are not public: there is no other way to give it a file, or to make it forget one. */
export interface UpdaterInside {
  readonly httpExecutor: {
    createRequest: (...asked: unknown[]) => unknown;
    download: (url: URL, destination: string, options: unknown) => Promise<string>;
  };
  readonly getOrCreateDownloadHelper: () => Promise<{ readonly clear: () => Promise<void> }>;
  /** app-update.yml, read once and then kept: what its own check of a Windows signature goes by. */
  readonly configOnDisk: { readonly value: Promise<unknown> };
  /** Starts a program that outlives this one; an AppImage's updater starts the new version so. */
  spawnLog?: (...command: unknown[]) => Promise<boolean>;
  /** Runs the system's package tool: where a deb or an rpm is replaced. */
  runCommandWithSudoIfNeeded?: (command: string[]) => unknown;
  /** On macOS: Squirrel holds an update already, whichever that is. */
  squirrelDownloadedUpdate?: boolean;
}

/** The one place that reaches behind electron-updater's types; checked, since 6.8.10's inside is no promise. */
export function insideOf(updater: AppUpdater): UpdaterInside {
  const inside = updater as unknown as Partial<UpdaterInside>;
  if (
    typeof inside.httpExecutor?.createRequest !== 'function' ||
    typeof inside.httpExecutor.download !== 'function' ||
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

/** Loads the platform's updater. */
export async function loadUpdater(log: Logger): Promise<Updater> {
  const { autoUpdater, CancellationToken: Token } = (await import('electron-updater')).default;
  tame(autoUpdater, log);
  return { app: autoUpdater, newToken: () => new Token() };
}

/** Takes everything out of an updater's hands that it would do by itself. */
export function tame(autoUpdater: AppUpdater, log: Logger): void {
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
}

/** Its errors come back to us as rejections and are logged once, there. */
function quietLogger(log: Logger): NonNullable<AppUpdater['logger']> {
  const debug = (message?: unknown): void =>
    log.debug(`electron-updater: ${String(message).split('\n')[0] ?? ''}`);
  return { debug, info: debug, warn: debug, error: debug };
}
