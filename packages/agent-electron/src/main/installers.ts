import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AgentError } from '@phasegate/agent';
import type { Installers, Logger, Target, VerifiedInstaller } from '@phasegate/agent';
import { verifyInstaller } from '@phasegate/agent/node';
import type { InstallerStore } from '@phasegate/agent/node';
import { allowOlder } from './older-package.ts';
import { placeFile } from './place-file.ts';
import { setProvider } from './provider.ts';
import type { TargetHolder } from './provider.ts';
import { demandPublisher } from './publisher.ts';
import { installError } from './updater-error.ts';
import { configOf, insideOf } from './updater.ts';
import type { Updater } from './updater.ts';

/** What the installers need of the app around them. */
export interface InstallerOptions {
  readonly log: Logger;
  /** The agent's own folder, and the store of installers in it. */
  readonly folder: string;
  readonly store: InstallerStore;
  readonly load: () => Promise<Updater>;
  /** The file that an update replaces, where it is one file, and the version in it. */
  readonly running: { readonly file: string | undefined; readonly version: string };
  /** A version that QA forces makes electron-updater's own comparison meaningless. */
  readonly versionForced: boolean;
  /** Runs the installer and resolves once the app is on its way out; rejects when the installer did not start. */
  readonly quitAndInstall: (updater: Updater, how: { readonly restart: boolean }) => Promise<void>;
}

interface Loaded extends Updater {
  readonly holder: TargetHolder;
}

/** The inside of the installers. */
interface Desk {
  readonly options: InstallerOptions;
  /** electron-updater, loaded on first use. */
  readonly load: () => Promise<Loaded>;
  readonly wasLoaded: () => boolean;
}

/**
 * The agent's installers: files are fetched and kept by our own store; electron-updater gets the one file at the moment
 * it is to be installed, and nothing lies in its folder before.
 */
export function createInstallers(options: InstallerOptions): Installers {
  const { store } = options;
  const desk = createDesk(options);
  const inTurn = createTurns();
  return {
    download: (target, onProgress, signal) =>
      inTurn(async () => {
        // What could not be installed is not fetched.
        await selectOn(await desk.load(), target, options);
        return store.download(target, onProgress, signal);
      }),
    discard: () =>
      inTurn(async () => {
        await store.discard();
        if (desk.wasLoaded()) {
          await forget((await desk.load()).app);
        }
      }),
    install: (target, installer, how) =>
      inTurn(() => install(desk, { target, installer, ...how })).catch((error: unknown) => {
        throw installError(error);
      }),
    retain: (digests) =>
      inTurn(async () => {
        await store.retain(digests);
        await clearUp(desk);
      }),
  };
}

/** One after the other: what tidies up must not delete the installer that is being kept or has just been handed over. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

function createDesk(options: InstallerOptions): Desk {
  let loaded: Promise<Loaded> | undefined;
  return {
    options,
    wasLoaded: () => loaded !== undefined,
    load: () => {
      loaded ??= prepare(options.load).catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
      return loaded;
    },
  };
}

/** Takes the network out of electron-updater's hands: what it "downloads" is the file that it is given. */
async function prepare(load: InstallerOptions['load']): Promise<Loaded> {
  const updater = await load();
  const holder: TargetHolder = { target: undefined, file: undefined };
  setProvider(updater.app, holder);
  const { httpExecutor } = insideOf(updater.app);
  httpExecutor.download = async (_url, destination) => {
    if (holder.file === undefined) {
      throw new AgentError('install-failed', 'electron-updater asked for a file by itself');
    }
    await placeFile(holder.file, destination);
    return destination;
  };
  httpExecutor.createRequest = () => {
    throw new AgentError('install-failed', 'electron-updater asked a host by itself');
  };
  return { ...updater, holder };
}

/** Lets electron-updater find the target; that it may be an older version holds for this one time. */
async function selectOn(
  { app, holder }: Loaded,
  target: Target,
  { versionForced }: InstallerOptions,
): Promise<void> {
  const { direction, release } = target;
  const config = await configOf(app);
  if (process.platform === 'win32') {
    demandPublisher(config);
  }
  holder.target = target;
  app.allowDowngrade = direction === 'back' || versionForced;
  try {
    const found = await app.checkForUpdates();
    if (found?.isUpdateAvailable !== true || found.updateInfo.version !== release.version) {
      throw new AgentError(
        'bad-configuration',
        `this app cannot replace itself with ${release.version}: it does not run from a package that electron-updater can replace`,
      );
    }
  } finally {
    app.allowDowngrade = false;
    holder.target = undefined;
  }
}

interface Order {
  readonly target: Target;
  readonly installer: VerifiedInstaller;
  readonly restart: boolean;
}

async function install(desk: Desk, { target, installer, restart }: Order): Promise<void> {
  const { options } = desk;
  const { quitAndInstall } = options;
  if ((await stat(installer.path).catch(() => undefined)) === undefined) {
    throw new AgentError(
      'install-failed',
      'the downloaded file is gone; it has to be fetched again',
    );
  }
  // Between the download and this moment the file lay on disk, where anything may have changed it.
  await verifyInstaller(installer.path, target);
  const updater = await desk.load();
  let putBack = (): Promise<void> => Promise.resolve();
  const takeBack = allowOlder(updater.app, target.direction);
  try {
    await handOver(updater, target, { file: installer.path, options });
    await keepRunning(options);
    putBack = await keep(options, target, installer);
    await writeFile(markOf(options), '');
    await quitAndInstall(updater, { restart });
  } catch (error) {
    await putBack().catch(() => undefined);
    await forget(updater.app).catch(() => undefined);
    throw error;
  } finally {
    takeBack();
  }
}

/** Gives electron-updater the file, which it looks at as at one that it has fetched: on Windows, at who signed it. */
async function handOver(
  updater: Loaded,
  target: Target,
  { file, options }: { readonly file: string; readonly options: InstallerOptions },
): Promise<void> {
  const { app, newToken, holder } = updater;
  await forget(app);
  await selectOn(updater, target, options);
  holder.target = target;
  holder.file = file;
  try {
    const [placed = ''] = await app.downloadUpdate(newToken());
    // The very file that will run, in the place that it will run from.
    await verifyInstaller(placed, target);
    demandPlainPath(placed, target);
  } finally {
    holder.target = undefined;
    holder.file = undefined;
  }
}

/** electron-updater escapes what it hands to a shell as root, but for this one character (LinuxUpdater.installerPath). */
function demandPlainPath(file: string, { package: { kind } }: Target): void {
  if ((kind === 'deb' || kind === 'rpm') && file.includes("'")) {
    throw new AgentError('install-failed', `packages cannot be installed from ${file}`);
  }
}

/** Whoever has no way back offline must not lose the way forward as well. */
async function keep(
  { store, log }: InstallerOptions,
  target: Target,
  installer: VerifiedInstaller,
): Promise<() => Promise<void>> {
  try {
    return await store.keep(target, installer);
  } catch (error) {
    log.warn(`the installer of ${target.release.version} is not kept: ${String(error)}`);
    return () => Promise.resolve();
  }
}

async function keepRunning({ store, running, log }: InstallerOptions): Promise<void> {
  const { file, version } = running;
  if (file !== undefined && file !== '') {
    await store.keepRunning(file, version).catch((error: unknown) => {
      log.warn(`${version} is not kept for going back: ${String(error)}`);
    });
  }
}

/** Deletes what electron-updater was given; `autoInstallOnAppQuit` is off already, so nothing is left that installs by itself. */
async function forget(app: Updater['app']): Promise<void> {
  app.autoInstallOnAppQuit = false;
  const helper = await insideOf(app).getOrCreateDownloadHelper();
  await helper.clear();
}

/** A file that says: an installer was handed over, and what it was run from may still be there. */
function markOf({ folder }: InstallerOptions): string {
  return path.join(folder, 'handed-over');
}

async function clearUp(desk: Desk): Promise<void> {
  const mark = markOf(desk.options);
  if ((await stat(mark).catch(() => undefined)) === undefined) {
    return;
  }
  await forget((await desk.load()).app).catch(() => undefined);
  await rm(mark, { force: true }).catch(() => undefined);
}
