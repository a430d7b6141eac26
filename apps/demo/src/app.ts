import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { UpdateAgent } from '@phasegate/agent-electron/main';
import { app, BrowserWindow } from 'electron';
import { openMenu } from './app-menu.ts';
import { answerNotes } from './notes-ipc.ts';
import { openNotesFile } from './notes-file.ts';

const page = path.join(__dirname, 'index.html');

function openWindow(): void {
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Notes',
    backgroundColor: '#f7f6f3',
    autoHideMenuBar: true,
    webPreferences: {
      preload: path.join(__dirname, 'notes-preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  void window.loadFile(page);
}

/** The app itself. */
export async function openNotes(updates: UpdateAgent): Promise<void> {
  await app.whenReady();
  openMenu(updates);
  const file = openNotesFile(path.join(app.getPath('userData'), 'notes.json'), () => Date.now());
  answerNotes(
    file,
    (frame) => frame?.url === pathToFileURL(page).href && frame.parent === null,
    updates.showDiagnostics,
  );
  openWindow();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) {
      openWindow();
    }
  });
}
