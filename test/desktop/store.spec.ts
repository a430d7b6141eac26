import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Target } from '@phasegate/agent';
import { bundleScript } from '@phasegate/scripts/setup/bundle-script';
import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import { packageApp } from '@phasegate/scripts/setup/package-app';
import type { PackagedApp } from '@phasegate/scripts/setup/package-app';
import { runCommand } from '@phasegate/scripts/setup/run-command';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import type { StoreOrder, StoreReport, StoreStep } from '@phasegate/scripts/stage/store-app';
import { removeFolder, sampleRelease, startPages, temporaryFolder } from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';

// The store on Electron's own network stack, which ends bodies, decodes them and follows redirects in its own ways.
const SIZE = 2_000_000;
const FILE = '/files/notes-1.1.0-x64.AppImage';
let folder: string;
let packaged: PackagedApp;
let host: Pages;
let target: Target;

test.beforeAll(async () => {
  await ensureSystemPackages(electronPackages);
  folder = await temporaryFolder('store-app');
  const appDir = path.join(folder, 'app');
  await mkdir(appDir);
  const script = import.meta.resolve('@phasegate/scripts/stage/store-app');
  await bundleScript(new URL(script).pathname, path.join(appDir, 'main.cjs'));
  const about = {
    name: 'store',
    version: '1.0.0',
    main: 'main.cjs',
    description: 'x',
    author: 'x',
  };
  await writeFile(path.join(appDir, 'package.json'), JSON.stringify(about));
  packaged = await packageApp({
    appDir,
    outDir: path.join(folder, 'out'),
    version: '1.0.0',
    productName: 'Store',
    appId: 'com.example.store',
    runtime: await findElectron(),
  });
});
test.afterAll(() => removeFolder(folder));

test.beforeEach(async () => {
  const site = await temporaryFolder('site');
  host = await startPages({ root: site });
  const { url, length, sha512 } = await sampleRelease({
    version: '1.1.0',
    folder: site,
    url: host.url,
    size: SIZE,
  });
  const file = { url, length, sha512, kind: 'AppImage' };
  target = {
    direction: 'forward',
    release: { version: '1.1.0' },
    package: file,
  } as unknown as Target;
});
test.afterEach(() => host.close());

/** Runs the steps in one start of the app; nothing may be thrown past the store. */
async function run(store: string, ...steps: StoreStep[]): Promise<readonly StoreReport[]> {
  const report = path.join(store, 'report.json');
  const order: StoreOrder = { folder: store, report, target, steps };
  const display = await startDisplay();
  const env = { ...process.env, ...display.env, HOME: store, STORE_ORDER: JSON.stringify(order) };
  const words = ['--no-sandbox', '--disable-gpu'];
  const ended = await runCommand(packaged.executable, words, { env, timeoutMs: 60_000 });
  await display.stop();
  expect(ended.code, ended.stderr).toBe(0);
  const { reports, stray } = JSON.parse(await readFile(report, 'utf8')) as {
    readonly reports: readonly StoreReport[];
    readonly stray: readonly string[];
  };
  expect(stray).toEqual([]);
  return reports;
}

const ranges = (): readonly (string | undefined)[] =>
  host.requests.filter(({ path: asked }) => asked === FILE).map(({ headers }) => headers.range);

test('a download is paused, falls silent, and goes on after a restart, each time from where it was', async () => {
  const store = await temporaryFolder('store');
  host.fail(FILE, { stallAt: 500_000 }, 2);
  const [paused, silent] = await run(
    store,
    { kind: 'pause', at: 500_000 },
    { kind: 'download', idleTimeout: 500 },
  );
  expect(paused).toMatchObject({ outcome: 'download-cancelled', files: { '.part': 500_000 } });
  expect(silent).toMatchObject({ outcome: 'download-unreachable', files: { '.part': 1_000_000 } });
  const [done] = await run(store, { kind: 'download' });
  expect(done).toEqual({ outcome: 'done', files: { '.installer': SIZE } });
  expect(ranges()).toEqual([undefined, 'bytes=500000-', 'bytes=1000000-']);
});

test('a download that was called off and thrown away leaves nothing, and begins anew', async () => {
  const store = await temporaryFolder('store');
  host.fail(FILE, { stallAt: 500_000 }, 1);
  const [, gone, done] = await run(
    store,
    { kind: 'pause', at: 500_000 },
    { kind: 'discard' },
    { kind: 'download' },
  );
  expect(gone).toEqual({ outcome: 'done', files: {} });
  expect(done).toEqual({ outcome: 'done', files: { '.installer': SIZE } });
  expect(ranges()).toEqual([undefined, undefined]);
});

test('a connection that breaks is followed by another one, from where it broke as far as that was read', async () => {
  host.fail(FILE, { cutAt: 700_000 }, 1);
  const [done] = await run(await temporaryFolder('store'), { kind: 'download' });
  expect(done).toEqual({ outcome: 'done', files: { '.installer': SIZE } });
  expect(ranges()).toHaveLength(2);
});

test('a file behind a redirect is resumed there as well', async () => {
  const store = await temporaryFolder('store');
  const elsewhere = target.package.url.replace(FILE, `/moved${FILE}`);
  const moved = { status: 302, headers: { location: target.package.url } };
  target = { ...target, package: { ...target.package, url: elsewhere } };
  host.fail(`/moved${FILE}`, moved);
  host.fail(FILE, { stallAt: 500_000 }, 1);
  const [, done] = await run(store, { kind: 'pause', at: 500_000 }, { kind: 'download' });
  expect(done).toEqual({ outcome: 'done', files: { '.installer': SIZE } });
  expect(ranges()).toEqual([undefined, 'bytes=500000-']);
});
