import { EventEmitter } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Target } from '@phasegate/agent';
import type { AppUpdater } from 'electron-updater';
import electronUpdater from 'electron-updater';
import { startInstaller } from './start-installer.ts';
import { tame } from './updater.ts';
import type { Updater } from './updater.ts';

/** electron-updater's own updaters, on an app that is not Electron's. */
export type UpdaterName =
  | 'AppImageUpdater'
  | 'DebUpdater'
  | 'MacUpdater'
  | 'NsisUpdater'
  | 'RpmUpdater';

/** A packaged app as electron-updater sees it, in a folder. */
export interface PlainApp {
  readonly updater: Updater;
  /** Where electron-updater puts what it was given. */
  readonly pending: string;
  /** What the app was told to do: `quit`, `relaunch`. */
  readonly told: readonly string[];
  /** Installs as in Electron, and resolves when the app is told to quit. */
  readonly quitAndInstall: (updater: Updater, how: { readonly restart: boolean }) => Promise<void>;
}

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Makes the app, of this version; `config` is its app-update.yml. */
export async function plainApp(
  name: UpdaterName,
  folder: string,
  { version, config = '' }: { readonly version: string; readonly config?: string },
): Promise<PlainApp> {
  const told: string[] = [];
  const quits = new EventEmitter();
  const appUpdateConfigPath = path.join(folder, 'app-update.yml');
  await writeFile(appUpdateConfigPath, `updaterCacheDirName: notes-updater\n${config}`);
  const adapter = {
    version,
    name: 'Notes',
    isPackaged: true,
    appUpdateConfigPath,
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    quit: () => {
      told.push('quit');
      quits.emit('quit');
    },
    relaunch: () => void told.push('relaunch'),
    onQuit: () => undefined,
  };
  const app: AppUpdater = new electronUpdater[name](undefined, adapter);
  // Outside Electron it has none; ours never asks.
  Object.assign(app, { httpExecutor: { createRequest: quiet.debug, download: quiet.debug } });
  tame(app, quiet);
  return {
    updater: { app, newToken: () => new electronUpdater.CancellationToken() },
    pending: path.join(folder, 'notes-updater', 'pending'),
    told,
    quitAndInstall: (updater, { restart }) =>
      new Promise((resolve, reject) => {
        updater.app.once('error', reject);
        quits.once('quit', resolve);
        startInstaller(updater.app, restart);
      }),
  };
}

/** What `require('electron')` gives inside electron-updater: the one thing it takes from there, Squirrel. */
export async function standInElectron(folder: string): Promise<EventEmitter> {
  const file = path.join(folder, 'electron.cjs');
  const text = "const { EventEmitter } = require('node:events');";
  await writeFile(file, `${text} exports.autoUpdater = new EventEmitter();`);
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: pathToFileURL(file).href, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
  });
  const { autoUpdater } = createRequire(import.meta.url)(file) as {
    readonly autoUpdater: EventEmitter;
  };
  return autoUpdater;
}

/** A program that writes down how it was called, and then does what follows. */
export async function fakeProgram(file: string, record: string, then = ''): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, recordingScript(path.basename(file), record, then));
  await chmod(file, 0o755);
}

/** The text of such a program. */
export function recordingScript(name: string, record: string, then = ''): string {
  return `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> '${record}'\n${then}\n`;
}

/** What programs wrote down so far, a line each. */
export async function recorded(record: string): Promise<readonly string[]> {
  const text = await readFile(record, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** A target as a decision makes it. */
export function targetOf(
  direction: Target['direction'],
  version: string,
  file: {
    readonly url: string;
    readonly length: number;
    readonly sha512: string;
    readonly kind: string;
  },
): Target {
  return { direction, release: { version }, package: file } as unknown as Target;
}

/** Says that the user is not root, whoever runs the tests. */
export function asUser(app: PlainApp): void {
  Object.assign(app.updater.app, { isRunningAsRoot: () => false });
}
