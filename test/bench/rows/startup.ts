import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import { runCommand } from '@phasegate/scripts/setup/run-command';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';

import type { Measured, OpenRow, Peer, Row } from '../row.ts';
import { layOutStartupApp } from '../startup-app.ts';
import type { StartupApp } from '../startup-app.ts';
import { OFFERED, publishForStartup } from '../startup-site.ts';
import { startSite } from '../static-site.ts';
import type { StaticSite } from '../static-site.ts';

/** What updating costs an app's start, in Electron's main process. */
export const startup: Row = {
  name: 'startup',
  what: "an app's start, from the first line of its main process to a started updater, beside electron-updater 6.8.10",
  runs: 15,
  warmups: 2,
  open,
};

async function open(): Promise<OpenRow> {
  await ensureSystemPackages(electronPackages);
  const { dist, version } = await findElectron();
  const plain = `empty app in Electron ${version}`;
  const [root, apps] = await Promise.all([temporaryFolder('site'), temporaryFolder('apps')]);
  const site = await startSite(root);
  const rootText = await publishForStartup(root, site.url);
  const display = await startDisplay();
  const peers = [
    ['electron-updater', 'electron-updater'],
    [plain, 'empty'],
    ['phasegate SDK', 'phasegate'],
  ] as const;
  const layOut = async ([name, updates]: (typeof peers)[number]): Promise<Peer> => {
    const folder = path.join(apps, updates);
    const app = await layOutStartupApp({ folder, dist, updates, root: rootText });
    const env = { ...process.env, ...display.env, ...app.env, BENCH_FEED: site.url };
    return { name, run: () => measure(app, env, site) };
  };
  return {
    peers: await Promise.all(peers.map(layOut)),
    plain,
    close: async () => {
      await Promise.all([display.stop(), site.close()]);
      await Promise.all([root, apps].map(removeFolder));
    },
  };
}

/** What the app writes down: milliseconds since its first line or of a step, bytes of memory. */
interface Figures {
  readonly load: number;
  readonly call: number;
  readonly started: number;
  readonly shown: number;
  readonly cpuStart: number;
  readonly check: number;
  readonly cpuCheck: number;
  readonly offered?: string;
  readonly heapStart: number;
  readonly rssStart: number;
  readonly heapCheck: number;
  readonly rssCheck: number;
}

async function measure(
  app: StartupApp,
  env: NodeJS.ProcessEnv,
  site: StaticSite,
): Promise<Measured> {
  await rm(app.figures, { force: true });
  await site.takeTraffic();
  const ended = await runCommand(app.executable, app.args, { env, timeoutMs: 60_000 });
  const figures = await readFile(app.figures, 'utf8')
    .then((text) => JSON.parse(text) as Figures)
    .catch((cause: unknown) => {
      throw new Error(`the app did not report:\n${ended.stderr.slice(-2000)}`, { cause });
    });
  if (app.updates && figures.offered !== OFFERED) {
    throw new Error(`${figures.offered ?? 'nothing'} was offered, not ${OFFERED}`);
  }
  const traffic = app.updates ? await site.takeTraffic() : {};
  return { ms: figures.started, ...traffic, parts: partsOf(figures, app.updates) };
}

function partsOf(figures: Figures, updates: boolean): Readonly<Record<string, number>> {
  const megabytes = (bytes: number): number => bytes / 1e6;
  return {
    'started, ms': figures.started,
    ...(updates ? { 'loading the module, ms': figures.load } : {}),
    ...(updates ? { 'the calls that start it, ms': figures.call } : {}),
    'first window ready to show, ms': figures.shown,
    'processor time until then, ms': figures.cpuStart,
    'heap when started, MB': megabytes(figures.heapStart),
    'RSS when started, MB': megabytes(figures.rssStart),
    ...(updates ? { 'the first check, ms': figures.check } : {}),
    ...(updates ? { 'processor time of the first check, ms': figures.cpuCheck } : {}),
    'heap after one check, MB': megabytes(figures.heapCheck),
    'RSS after one check, MB': megabytes(figures.rssCheck),
  };
}
