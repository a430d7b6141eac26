import { AgentError } from '@phasegate/agent';
import type { Clock, Installers, Logger, Target, VerifiedInstaller } from '@phasegate/agent';
import { verifyInstaller } from '@phasegate/agent/node';
import { watchDownload } from './download-watch.ts';
import type { DownloadWatch } from './download-watch.ts';
import { setProvider } from './provider.ts';
import type { TargetHolder } from './provider.ts';
import { demandPublisher } from './publisher.ts';
import { downloadError, installError } from './updater-error.ts';
import { configOf, insideOf, loadUpdater } from './updater.ts';
import type { Updater } from './updater.ts';

/** What the installers need of the app around them. */
export interface InstallerOptions {
  readonly log: Logger;
  readonly clock: Clock;
  /** Milliseconds without a byte after which a download is given up. */
  readonly idleTimeout: number;
  /** A version that QA forces makes electron-updater's own comparison meaningless. */
  readonly versionForced: boolean;
  /** Runs `quitAndInstall` and resolves once the app is on its way out; rejects when the installer did not start. */
  readonly quitAndInstall: (updater: Updater) => Promise<void>;
}

/** Milliseconds: 100 MB at 8 kB/s come in less. */
const TOTAL_TIMEOUT = 4 * 3_600_000;

type Load = () => Promise<Loaded>;

interface Loaded extends Updater {
  readonly holder: TargetHolder;
  /** Who counts the bytes of the download under way. */
  readonly watcher: { watch: DownloadWatch | undefined };
}

/** electron-updater as the agent's installers: it fetches and replaces, the agent alone decides what and when. */
export function createInstallers(options: InstallerOptions): Installers {
  let loaded: Promise<Loaded> | undefined;
  const load: Load = () => {
    loaded ??= prepare(options.log).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
  return {
    download: (target, onProgress, signal) => {
      const watched = { target, onProgress, signal };
      return download(load, options, watched).catch((error: unknown) => {
        throw downloadError(error);
      });
    },
    discard: async () => {
      const { app, holder } = await load();
      await forget(app);
      holder.target = undefined;
    },
    install: (target, installer) =>
      install(load, options, { target, installer }).catch((error: unknown) => {
        throw installError(error);
      }),
    retain: () => Promise.resolve(),
  };
}

async function prepare(log: Logger): Promise<Loaded> {
  const updater = await loadUpdater(log);
  const holder: TargetHolder = { target: undefined };
  const watcher: Loaded['watcher'] = { watch: undefined };
  setProvider(updater.app, holder);
  const { httpExecutor } = insideOf(updater.app);
  const createRequest = httpExecutor.createRequest.bind(httpExecutor);
  // electron-updater reports progress once a second, and not at all without a Content-Length; a limit needs every byte.
  // Nor does its cancelling end the request: the bytes would go on to the disk, and into the next download's count.
  httpExecutor.createRequest = (options, onResponse) => {
    const { watch } = watcher;
    const request = createRequest(options, (response) => {
      response.on('data', (chunk) => watch?.received(chunk.length));
      onResponse(response);
      // The pipe behind it has to end too, or its file stays open and keeps the disk it was deleted from.
      watch?.onStop(() => response.emit('end'));
    });
    watch?.onStop(() => request.abort());
    return request;
  };
  return { ...updater, holder, watcher };
}

interface Wanted {
  readonly target: Target;
  readonly onProgress: Parameters<Installers['download']>[1];
  readonly signal: AbortSignal;
}

async function download(
  load: Load,
  options: InstallerOptions,
  { target, onProgress, signal }: Wanted,
): Promise<VerifiedInstaller> {
  const { app, newToken, holder, watcher } = await load();
  const token = newToken();
  const { clock, idleTimeout } = options;
  const declared = target.package.length;
  const watch = watchDownload({
    declared,
    idleTimeout,
    totalTimeout: TOTAL_TIMEOUT,
    clock,
    onProgress,
  });
  watch.onStop(() => token.cancel());
  const cancel = (): void => watch.stop(calledOff());
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) {
      throw calledOff();
    }
    holder.target = target;
    watcher.watch = watch;
    await select(app, target, options.versionForced);
    const path = (await app.downloadUpdate(token))[0] ?? '';
    return await verifyInstaller(path, target);
  } catch (error) {
    const why = watch.reason() ?? error;
    // Whatever went wrong, the request must not go on behind it.
    watch.stop(calledOff());
    await forget(app).catch(() => undefined);
    throw why;
  } finally {
    watch.end();
    watcher.watch = undefined;
    app.allowDowngrade = false;
    signal.removeEventListener('abort', cancel);
  }
}

/** Lets electron-updater find the target; that it may be an older version holds for this one time. */
async function select(
  app: Updater['app'],
  { direction, release }: Target,
  versionForced: boolean,
): Promise<void> {
  if (process.platform === 'win32') {
    demandPublisher(await configOf(app));
  }
  app.allowDowngrade = direction === 'back' || versionForced;
  const found = await app.checkForUpdates();
  if (found?.isUpdateAvailable !== true || found.updateInfo.version !== release.version) {
    throw new AgentError(
      'bad-configuration',
      `this app cannot replace itself with ${release.version}: it does not run from a package that electron-updater can replace`,
    );
  }
}

/** Deletes what was downloaded; `autoInstallOnAppQuit` is off already, so nothing is left that installs by itself. */
async function forget(app: Updater['app']): Promise<void> {
  app.autoInstallOnAppQuit = false;
  const helper = await insideOf(app).getOrCreateDownloadHelper();
  await helper.clear();
}

async function install(
  load: Load,
  options: InstallerOptions,
  { target, installer }: { readonly target: Target; readonly installer: VerifiedInstaller },
): Promise<void> {
  const updater = await load();
  const helper = await insideOf(updater.app).getOrCreateDownloadHelper();
  if (helper.file !== installer.path) {
    throw new AgentError(
      'install-failed',
      'the downloaded file is gone; it has to be fetched again',
    );
  }
  // Between the download and this moment the file lay on disk, where anything may have changed it.
  await verifyInstaller(installer.path, target);
  await options.quitAndInstall(updater);
}

function calledOff(): AgentError {
  return new AgentError('download-cancelled', 'the download was called off');
}
