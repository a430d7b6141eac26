import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@phasegate/testkit';
import { expect, it } from 'vitest';
import { findElectron } from './electron-runtime.ts';
import { packageApp } from './package-app.ts';
import { runCommand } from './run-command.ts';
import { wrapAsAppImage } from './self-extracting.ts';
import { sharedProgram } from './shared-program.ts';
import { electronPackages, ensureSystemPackages } from './system-packages.ts';
import { startDisplay } from './virtual-display.ts';

const mainFile = `
const { app, BrowserWindow } = require('electron');
const { readFileSync, writeFileSync } = require('node:fs');
app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 320, height: 200 });
  await window.loadFile('index.html');
  const title = await window.webContents.executeJavaScript('document.title');
  writeFileSync(process.env.REPORT_TO, JSON.stringify({
    title,
    version: app.getVersion(),
    isPackaged: app.isPackaged,
    appImage: process.env.APPIMAGE,
    electron: process.versions.electron,
    argument: process.argv.at(-1),
    updateConfig: readFileSync(process.resourcesPath + '/app-update.yml', 'utf8'),
  }));
  app.quit();
});
`;

async function minimalApp(folder: string): Promise<string> {
  const appDir = path.join(folder, 'app');
  const text = {
    name: 'minimal',
    version: '0.0.0',
    main: 'main.cjs',
    description: 'x',
    author: 'x',
  };
  await mkdir(appDir);
  await writeFile(path.join(appDir, 'package.json'), JSON.stringify(text));
  await writeFile(path.join(appDir, 'main.cjs'), mainFile);
  await writeFile(path.join(appDir, 'index.html'), '<!doctype html><title>A window</title>');
  return appDir;
}

it.runIf(process.platform === 'linux')(
  'a packaged and wrapped app opens a window in a real Electron and knows what it is',
  { timeout: 300_000 },
  async () => {
    await ensureSystemPackages(electronPackages);
    const runtime = await findElectron();
    const folder = await temporaryFolder();
    const app = await packageApp({
      appDir: await minimalApp(folder),
      outDir: path.join(folder, 'out'),
      version: '1.2.3',
      productName: 'Minimal App',
      appId: 'dev.phasegate.minimal',
      runtime,
    });
    const wrapped = await wrapAsAppImage({
      appDir: app.dir,
      executableName: path.basename(app.executable),
      out: path.join(folder, 'minimal.AppImage'),
      runtimeDir: runtime.dist,
      program: await sharedProgram(app.executable),
    });
    expect((await stat(wrapped.path)).size).toBeLessThan(2_000_000);

    const display = await startDisplay();
    const report = path.join(folder, 'report.json');
    const env = { ...process.env, ...display.env, HOME: folder, TMPDIR: folder, REPORT_TO: report };
    const ended = await runCommand(wrapped.path, ['--hello'], { env, timeoutMs: 60_000 });
    await display.stop();
    expect(ended.code, ended.stderr).toBe(0);
    expect(JSON.parse(await readFile(report, 'utf8'))).toEqual({
      title: 'A window',
      version: '1.2.3',
      isPackaged: true,
      appImage: wrapped.path,
      electron: runtime.version,
      argument: '--hello',
      updateConfig: 'updaterCacheDirName: minimal-app-updater\n',
    });
  },
);
