// A window of the demo app whose agent is played by the test: the preload below stands in for the SDK's.
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(() =>
  new BrowserWindow({
    width: 1080,
    height: 720,
    webPreferences: { preload: path.join(__dirname, 'preload.cjs'), sandbox: true },
  }).loadFile(process.env.GALLERY_PAGE ?? 'index.html'),
);
