import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import { bundleDemo } from '@phasegate/demo';
import { findElectron } from '../setup/electron-runtime.ts';
import { electronPackages, ensureSystemPackages } from '../setup/system-packages.ts';
import { startDisplay } from '../setup/virtual-display.ts';
import { layOutRuntime } from './runtime-copy.ts';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { _electron } from '@playwright/test';
import type { Page } from '@playwright/test';

/** The demo app's window in a real Electron, with the agent played by the test. */
export interface Gallery {
  readonly page: Page;
  /** The agent says this now. */
  readonly show: (snapshot: AgentSnapshot | undefined) => Promise<void>;
  /** What the window has asked the agent, in order. */
  readonly calls: () => Promise<readonly (readonly unknown[])[]>;
  readonly close: () => Promise<void>;
}

interface GalleryWindow {
  readonly gallery: {
    readonly show: (snapshot: AgentSnapshot | undefined) => void;
    readonly calls: () => readonly (readonly unknown[])[];
  };
}

/** Opens the window; nothing is shown in it until `show`. */
export async function openGallery(): Promise<Gallery> {
  await ensureSystemPackages(electronPackages);
  const runtime = await findElectron();
  const folder = await temporaryFolder('gallery');
  const executable = await layOut(folder, runtime.dist);
  const display = await startDisplay();
  const app = await _electron.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu', `--user-data-dir=${path.join(folder, 'user')}`],
    env: { ...process.env, ...display.env },
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  return {
    page,
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
  const { app, executable } = await layOutRuntime(folder, dist);
  await bundleDemo(app);
  for (const name of ['main.cjs', 'preload.cjs']) {
    await copyFile(path.join(import.meta.dirname, 'gallery', name), path.join(app, name));
  }
  return executable;
}
