import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { _electron } from '@playwright/test';
import { findElectron } from '../setup/electron-runtime.ts';
import { electronPackages, ensureSystemPackages } from '../setup/system-packages.ts';
import { startDisplay } from '../setup/virtual-display.ts';
import { galleryFolder, layOutReactPage, playedAgent } from './gallery.ts';
import type { Gallery, GalleryPage } from './gallery.ts';
import { layOutApp } from './unpackaged.ts';

/** A gallery in a real Electron. */
export async function openElectronGallery(name: GalleryPage = 'index'): Promise<Gallery> {
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
    ...playedAgent(page),
    resize: (size) =>
      app.evaluate(({ BrowserWindow }, { width, height, zoom }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.setMinimumSize(200, 200);
        window?.setContentSize(width, height);
        window?.webContents.setZoomFactor(zoom);
      }, size),
    close: async () => {
      await app.close();
      await display.stop();
      await removeFolder(folder);
    },
  };
}

async function layOut(folder: string, dist: string): Promise<string> {
  const { executable, app } = await layOutApp(folder, dist);
  for (const name of ['main.cjs', 'preload.cjs']) {
    await copyFile(path.join(galleryFolder, name), path.join(app, name));
  }
  await layOutReactPage(app);
  return executable;
}
