// The same app for every peer of the row `startup`; `updates.cjs` beside it is the peer.
const begun = performance.now();
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const { app, BrowserWindow } = require('electron');
const updates = require('./updates.cjs');

const since = (moment) => performance.now() - moment;
const figures = {};
let windowShown;
const shown = new Promise((resolve) => {
  windowShown = resolve;
});

const loading = performance.now();
const loaded = updates.load();
figures.load = since(loading);

const starting = performance.now();
const started = updates.start(loaded, process.env.BENCH_FEED, openWindow);
figures.call = since(starting);

app.on('window-all-closed', () => app.quit());
void Promise.all([app.whenReady(), started])
  .then(async () => {
    figures.started = since(begun);
    await shown;
    Object.assign(figures, memory('Start'));
    const checking = performance.now();
    figures.offered = await updates.check();
    figures.check = since(checking);
    Object.assign(figures, memory('Check'));
    writeFileSync(process.env.BENCH_OUT, JSON.stringify(figures));
    app.exit(0);
  })
  .catch((error) => {
    console.error(error);
    app.exit(1);
  });

/** The app's own code: its window. */
async function openWindow() {
  await app.whenReady();
  const window = new BrowserWindow({ show: false });
  window.once('ready-to-show', () => {
    figures.shown = since(begun);
    windowShown();
  });
  await window.loadFile(path.join(__dirname, 'index.html'));
}

/** What is held, not what lies about: V8 is asked to collect twice, since the first may only begin to finalize. */
function memory(when) {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { [`heap${when}`]: heapUsed, [`rss${when}`]: rss };
}
