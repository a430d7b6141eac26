import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createUpdateAgent } from '@phasegate/agent-electron/main';
import { app, BrowserWindow } from 'electron';
import { openMenu } from './app-menu.ts';
import { answerNotes } from './notes-ipc.ts';
import { openNotesFile } from './notes-file.ts';
import { trustIn } from './trust.ts';

const updates = createUpdateAgent({
  appId: 'com.example.notes',
  feedBase: 'https://example.github.io/notes/updates',
  ...trustIn(__dirname),
  // Because this is a demo: its feeds are on this machine, and it is told which part to play.
  allowLoopbackHttp: true,
  allowOverrides: true,
  schedule: { firstAfter: 1_000, every: 20_000 },
});
void updates.start();

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

async function run(): Promise<void> {
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

app.on('window-all-closed', () => app.quit());

void run();
