import { copyFile, link, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { WindowSnapshot } from '@phasegate/agent-electron/renderer';
import { bundleDemo } from '@phasegate/demo';
import { findElectron } from '../setup/electron-runtime.ts';
import { electronPackages, ensureSystemPackages } from '../setup/system-packages.ts';
import { startDisplay } from '../setup/virtual-display.ts';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { build } from 'esbuild';

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
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return executable;
}

/**
 * Lays the demo app out, not packaged. Electron starts what lies in `resources/app` beside its program; the cached runtime
 * itself stays untouched.
 */
export async function layOutApp(
  folder: string,
  dist: string,
): Promise<{ readonly executable: string; readonly app: string }> {
  const runtime = path.join(folder, 'runtime');
  const app = path.join(runtime, 'resources/app');
  await mkdir(app, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== 'resources' && name !== 'electron') {
      await symlink(path.join(dist, name), path.join(runtime, name));
    }
  }
  const executable = path.join(runtime, 'electron');
  const own = path.join(dist, 'electron');
  await link(own, executable).catch(() => copyFile(own, executable));
  await bundleDemo(app);
  return { executable, app };
}
