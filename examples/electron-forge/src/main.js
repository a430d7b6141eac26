const path = require('node:path');
const { app, BrowserWindow } = require('electron');
const { updates } = require('./updates.js');

// Before the first window: `start` registers the preload that gives windows `window.phasegate`.
void updates.start();
updates.on('error', ({ code, message }) => console.warn(`updates: ${message} (${code})`));

function openWindow() {
  const window = new BrowserWindow({ width: 960, height: 640, autoHideMenuBar: true });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  void window.loadFile(path.join(__dirname, 'index.html'));
}

void app.whenReady().then(openWindow);
app.on('window-all-closed', () => app.quit());
