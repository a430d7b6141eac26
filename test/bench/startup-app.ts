import { copyFile, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { layOutRuntime } from '@phasegate/scripts/stage/runtime-copy';

import { buildAgentElectron } from '../../packages/agent-electron/build.ts';

/** An app that writes down what its start took, ready to run. */
export interface StartupApp {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where the app writes its figures. */
  readonly figures: string;
  /** Whether it looks for updates at all. */
  readonly updates: boolean;
}

/** Which of the apps, and where it goes. */
export interface StartupAppFacts {
  readonly folder: string;
  /** Electron's own folder. */
  readonly dist: string;
  /** The file in `startup-app/` without its ending. */
  readonly updates: 'empty' | 'electron-updater' | 'phasegate';
  /** The text of the root that ours embeds. */
  readonly root: string;
}

const SOURCE = path.join(import.meta.dirname, 'startup-app');

/** Lays the app out as an installed one: Electron takes itself for packaged under any name but its own. */
export async function layOutStartupApp(facts: StartupAppFacts): Promise<StartupApp> {
  const { folder, dist, updates, root } = facts;
  const copy = await layOutRuntime(folder, dist);
  const executable = path.join(path.dirname(copy.executable), 'notes');
  await rename(copy.executable, executable);
  await Promise.all([
    copyFile(path.join(SOURCE, 'main.cjs'), path.join(copy.app, 'main.cjs')),
    copyFile(path.join(SOURCE, 'index.html'), path.join(copy.app, 'index.html')),
    copyFile(path.join(SOURCE, `${updates}.cjs`), path.join(copy.app, `${updates}.cjs`)),
    writeFile(path.join(copy.app, 'root.json'), root),
    writeFile(path.join(copy.app, 'package.json'), MANIFEST),
    updates === 'empty' ? undefined : addElectronUpdater(copy.app),
    updates === 'phasegate' ? addSdk(copy.app) : undefined,
  ]);
  const figures = path.join(folder, 'figures.json');
  const user = path.join(folder, 'user');
  return {
    executable,
    args: ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc', `--user-data-dir=${user}`],
    // An AppImage's updater works only where it is told which file to replace.
    env: {
      HOME: folder,
      LANG: 'C.UTF-8',
      APPIMAGE: executable,
      BENCH_OUT: figures,
      BENCH_UPDATES: `${updates}.cjs`,
    },
    figures,
    updates: updates !== 'empty',
  };
}

const MANIFEST = '{"name":"notes","version":"1.0.0","main":"main.cjs"}';

/** Where its own dependencies are found: a link into the work tree's. */
async function addElectronUpdater(app: string): Promise<void> {
  const modules = path.join(app, 'node_modules');
  await mkdir(modules, { recursive: true });
  const manifest = createRequire(import.meta.url).resolve('electron-updater/package.json');
  await symlink(path.dirname(manifest), path.join(modules, 'electron-updater'));
}

/** The SDK as it is published. */
async function addSdk(app: string): Promise<void> {
  const folder = path.join(app, 'node_modules/@phasegate/agent-electron');
  await buildAgentElectron(path.join(folder, 'dist'));
  const manifest = path.join(import.meta.dirname, '../../packages/agent-electron/package.json');
  await copyFile(manifest, path.join(folder, 'package.json'));
}
