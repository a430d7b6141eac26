// The same app for every peer of the row `startup`; the file in BENCH_UPDATES is the peer.
const begun = performance.now();
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const { app, BrowserWindow } = require('electron');
const updates = require(path.join(__dirname, process.env.BENCH_UPDATES));

const figures = {};
let show;
const shown = new Promise((resolve) => {
  show = resolve;
});

const loading = performance.now();
const loaded = updates.load();
figures.load = performance.now() - loading;

const calling = performance.now();
const started = updates.start(loaded, process.env.BENCH_FEED, openWindow);
figures.call = performance.now() - calling;

measure().catch((error) => {
  console.error(error);
  app.exit(1);
});

async function measure() {
  await Promise.all([app.whenReady(), started]);
  figures.started = performance.now() - begun;
  await shown;
  figures.cpuStart = processorTime();
  Object.assign(figures, memory('Start'));
  const [checking, spent] = [performance.now(), processorTime()];
  figures.offered = await updates.check();
  figures.check = performance.now() - checking;
  figures.cpuCheck = processorTime() - spent;
  Object.assign(figures, memory('Check'));
  writeFileSync(process.env.BENCH_OUT, JSON.stringify(figures));
  app.exit(0);
}

/** The app's own code: its window. */
async function openWindow() {
  await app.whenReady();
  const window = new BrowserWindow({ show: false });
  window.once('ready-to-show', () => {
    figures.shown = performance.now() - begun;
    show();
  });
  await window.loadFile(path.join(__dirname, 'index.html'));
}

/** Milliseconds of all threads of this process since it began: a busy machine changes it less than the clock's time. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What is held, not what lies about: V8 is asked twice, since the first collection may leave finalizers to run. */
function memory(when) {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { [`heap${when}`]: heapUsed, [`rss${when}`]: rss };
}
