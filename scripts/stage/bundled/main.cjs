// An app that bundles everything into a file for each process, with a feed server of its own to talk to.
const path = require('node:path');
const { createUpdateAgent } = require('@phasegate/agent-electron/main');
const { startFeedServer } = require('@phasegate/agent-electron/testing');
const { app, BrowserWindow } = require('electron');

const log = [];
const logger = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [level, (line) => log.push({ level, line })]),
);

async function run() {
  const server = await startFeedServer({ app: 'com.example.bundled' });
  server.publish({ version: '1.0.0' });
  server.announce('1.0.0', { issue: 'Served and read inside one Electron.', severity: 'high' });
  const updates = createUpdateAgent({
    appId: 'com.example.bundled',
    feedBase: server.feedBase,
    root: server.root,
    allowLoopbackHttp: true,
    allowOverrides: true,
    schedule: { firstAfter: 0 },
    logger,
  });
  // For the test to read.
  globalThis.bundled = { updates, log };
  await updates.start();
  const isolated = process.env.BUNDLED_ISOLATION !== 'off';
  const webPreferences = {
    preload: path.join(__dirname, 'app-preload.cjs'),
    sandbox: isolated,
    contextIsolation: isolated,
  };
  await new BrowserWindow({ webPreferences }).loadFile('index.html');
}

app.on('window-all-closed', () => app.quit());
void run();
