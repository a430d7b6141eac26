import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import { findElectron } from '../setup/electron-runtime.ts';
import { electronPackages, ensureSystemPackages } from '../setup/system-packages.ts';
import { startDisplay } from '../setup/virtual-display.ts';
import { layOutApp } from './unpackaged.ts';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { build } from 'esbuild';

/** The agent as a window is told of it. */
export interface WindowSnapshot extends AgentSnapshot {
  /** Whether its notice was said aloud before. */
  readonly said?: boolean;
}

/** The demo app's window in a real Electron, with the agent played by the test. */
export interface Gallery {
  readonly page: Page;
  /** The main process. */
  readonly app: ElectronApplication;
  /** The agent says this now. */
  readonly show: (snapshot: WindowSnapshot | undefined) => Promise<void>;
  /** What the window has asked the agent, in order. */
  readonly calls: () => Promise<readonly (readonly unknown[])[]>;
  readonly close: () => Promise<void>;
}

interface GalleryWindow {
  readonly gallery: {
    readonly show: (snapshot: WindowSnapshot | undefined) => void;
    readonly calls: () => readonly (readonly unknown[])[];
  };
}

/** Opens the window with the demo's page, or a small one in React; nothing is shown in it until `show`. */
export async function openGallery(name: 'index' | 'react' = 'index'): Promise<Gallery> {
  await ensureSystemPackages(electronPackages);
  const runtime = await findElectron();
  const folder = await temporaryFolder('gallery');
  const executable = await layOut(folder, runtime.dist);
  const display = await startDisplay();
  const app = await _electron.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu', `--user-data-dir=${path.join(folder, 'user')}`],
    env: { ...process.env, ...display.env, GALLERY_PAGE: `${name}.html` },
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  return {
    page,
    app,
    show: (snapshot) =>
      page.evaluate(
        (next) => (globalThis as unknown as GalleryWindow).gallery.show(next),
        snapshot,
      ),
    calls: () => page.evaluate(() => (globalThis as unknown as GalleryWindow).gallery.calls()),
    close: async () => {
      await app.close();
      await display.stop();
      await removeFolder(folder);
    },
  };
}

async function layOut(folder: string, dist: string): Promise<string> {
  const { executable, app } = await layOutApp(folder, dist);
  const own = path.join(import.meta.dirname, 'gallery');
  for (const name of ['main.cjs', 'preload.cjs', 'react.html']) {
    await copyFile(path.join(own, name), path.join(app, name));
  }
  await build({
    entryPoints: [path.join(own, 'react-page.ts')],
    outfile: path.join(app, 'react-page.js'),
    bundle: true,
    format: 'esm',
    target: 'chrome114',
    conditions: ['source'],
    // React mounts twice in strict mode in development only.
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'warning',
  });
  return executable;
}
