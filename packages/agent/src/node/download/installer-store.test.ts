import { spawn } from 'node:child_process';
import { readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { seededBytes, until } from '@phasegate/testkit';
import type { Failure } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../target.ts';
import {
  bring,
  bringUntil,
  openDownloads,
  openStore,
  partSize,
  sha512Of,
} from './download.fixture.ts';
import type { Downloads } from './download.fixture.ts';

const SIZE = 1_000_000;
const HALF = SIZE / 2;
/** The file, and not its block map. */
const FILE = /\.AppImage$/;
let here: Downloads;
let target: Target;

beforeEach(async () => {
  here = await openDownloads();
  target = await here.publish('1.1.0', SIZE);
});
afterEach(() => here.close());

const partOf = async (): Promise<string> => {
  const name = (await here.names('downloads')).find((one) => one.endsWith('.part'));
  return path.join(here.folder, 'downloads', name ?? 'no part');
};

/** Half the file is on the disk, as after a pause. */
async function pauseHalfWay(): Promise<void> {
  const undo = here.pages.fail(FILE, { stallAt: HALF });
  expect(await bringUntil(here, target, HALF)).toMatchObject({ code: 'download-cancelled' });
  undo();
  here.pages.forget();
}

const ranges = (): readonly (readonly [number, string | undefined])[] =>
  here.asked(target).map(({ status, headers }) => [status, headers.range] as const);

describe('a download', () => {
  it('is the file of the feed, verified on the disk, under a name that owes nothing to the address', async () => {
    const { installer, told } = await bring(here.open(), target);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    expect(path.basename(installer.path)).toMatch(/^1\.1\.0-[0-9a-f]{64}\.installer$/);
    expect(await here.names('downloads')).toEqual([path.basename(installer.path)]);
    expect(told.at(-1)).toEqual({ received: SIZE, total: SIZE });
    expect(here.asked(target)).toHaveLength(1);
    expect(here.asked(target)[0]?.headers).not.toHaveProperty('range');
  });

  it('is found again after a restart, without the network', async () => {
    const first = await bring(here.open(), target);
    await here.pages.close();
    const { installer } = await bring(here.open(), target);
    expect(installer.path).toBe(first.installer.path);
  });

  it('that was damaged on the disk is not believed, and is fetched again', async () => {
    const { installer } = await bring(here.open(), target);
    await writeFile(installer.path, seededBytes(SIZE, 1));
    await bring(here.open(), target);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    expect(here.asked(target)).toHaveLength(2);
  });

  it('is deleted with its part when nobody wants it any more', async () => {
    const store = here.open();
    await bring(store, target);
    await store.discard();
    expect(await here.names('downloads')).toEqual([]);
    await pauseHalfWay();
    await store.discard();
    expect(await here.names('downloads')).toEqual([]);
    await store.discard();
  });

  it('of another release takes the place of what was left of the one before', async () => {
    await pauseHalfWay();
    const next = await here.publish('1.2.0', 5000);
    await bring(here.open(), next);
    expect((await here.names('downloads')).join(' ')).toMatch(/^1\.2\.0-\w+\.installer$/);
  });

  it('that nobody came back for in a month is deleted at a start; a fresh one stays', async () => {
    const store = here.open();
    const { installer } = await bring(store, target);
    await store.retain([]);
    expect(await here.names('downloads')).toHaveLength(1);
    const longAgo = Date.now() / 1000 - 31 * 86_400;
    await utimes(installer.path, longAgo, longAgo);
    await store.retain([]);
    expect(await here.names('downloads')).toEqual([]);
  });

  it('tells bytes on the disk, and speed and time left once there is something to tell', async () => {
    here.pages.fail(FILE, { drip: { bytes: 50_000, everyMs: 80 } });
    const { told } = await bring(here.open(), target);
    expect(told.map(({ received }) => received)).toEqual(
      told.map(({ received }) => received).toSorted((a, b) => a - b),
    );
    expect(told[0]).not.toHaveProperty('speed');
    const late = told.findLast(({ received }) => received < SIZE);
    expect(late?.speed).toBeGreaterThan(100_000);
    expect(late?.speed).toBeLessThan(SIZE);
    expect(late?.secondsLeft).toBeGreaterThan(0);
  });
});

describe('a download that was paused', () => {
  it('goes on where it was, after a restart too, with the same file demanded of the host', async () => {
    await pauseHalfWay();
    const { installer, told } = await bring(here.open(), target);
    expect(ranges()).toEqual([[206, `bytes=${HALF}-`]]);
    expect(here.asked(target)[0]?.headers['if-range']).toMatch(/^"[0-9a-f]+"$/);
    expect(here.asked(target)[0]?.bytes).toBe(HALF);
    expect(told[0]?.received).toBeGreaterThan(HALF);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
  });

  it('goes on after the process was killed', async () => {
    const undo = here.pages.fail(FILE, { stallAt: HALF });
    const script = path.join(import.meta.dirname, 'download-process.fixture.ts');
    const given = JSON.stringify({ folder: here.folder, package: target.package });
    const child = spawn(process.execPath, ['--conditions=source', script, given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await until(async () => (await partSize(here)) === HALF, { what: 'half the file' });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    undo();
    here.pages.forget();
    const { installer } = await bring(here.open(), target);
    expect(ranges()).toEqual([[206, `bytes=${HALF}-`]]);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
  });

  it('needs no request when all of it had come', async () => {
    await pauseHalfWay();
    const part = await partOf();
    await writeFile(part, await readFile(path.join(here.site, 'files/notes-1.1.0-x64.AppImage')));
    await bring(here.open(), target);
    expect(here.asked(target)).toEqual([]);
  });

  const hosts: readonly (readonly [string, Failure, readonly number[]])[] = [
    ['knows no ranges', 'no-ranges', [200]],
    ['has no such part (416)', 416, [416, 200]],
    ['sends another part', { relabel: { 'content-range': `bytes 0-999/${SIZE}` } }, [206, 200]],
    [
      'has a file of another length by now',
      { relabel: { 'content-range': `bytes 500000-${SIZE}/${SIZE + 1}` } },
      [206, 200],
    ],
    ['says nothing about the part', { relabel: { 'content-range': undefined } }, [206, 200]],
    ['compresses the part', { relabel: { 'content-encoding': 'gzip' } }, [206, 200]],
    ['sends other bytes for the part', { alter: (body) => Buffer.alloc(body.length) }, [206, 200]],
  ];
  it.each(hosts)(
    'begins anew where the host %s, and is whole in the end',
    async (_what, how, seen) => {
      await pauseHalfWay();
      here.pages.fail(FILE, how, 1);
      const { installer } = await bring(here.open(), target);
      expect(ranges().map(([status]) => status)).toEqual(seen);
      expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    },
  );

  it('begins anew when the host has other content under that address, which is then refused', async () => {
    await pauseHalfWay();
    await writeFile(path.join(here.site, 'files/notes-1.1.0-x64.AppImage'), seededBytes(SIZE, 7));
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-wrong-digest',
    });
    expect(ranges().map(([status]) => status)).toEqual([200]);
    expect(await here.names('downloads')).toEqual([]);
  });

  it('is fetched anew once when its beginning was damaged, and given up when that does not help', async () => {
    await pauseHalfWay();
    const part = await partOf();
    await writeFile(part, seededBytes((await readFile(part)).length, 3));
    await bring(here.open(), target);
    expect(ranges().map(([status]) => status)).toEqual([206, 200]);

    await here.open().discard();
    await pauseHalfWay();
    here.pages.fail(FILE, { alter: (body) => Buffer.alloc(body.length, 1) });
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-wrong-digest',
    });
    expect(ranges().map(([status]) => status)).toEqual([206, 200]);
  });

  it('begins anew when more is there than the file is long', async () => {
    await pauseHalfWay();
    await truncate(await partOf(), SIZE + 1);
    await bring(here.open(), target);
    expect(ranges()).toEqual([[200, undefined]]);
  });

  it('asks a mirror without a condition that only the first host can know', async () => {
    await pauseHalfWay();
    const mirror = { ...target.package, url: target.package.url.replace('127.0.0.1', 'localhost') };
    await bring(here.open(), { ...target, package: mirror });
    expect(here.asked(target)[0]).toMatchObject({ status: 206 });
    expect(here.asked(target)[0]?.headers).not.toHaveProperty('if-range');
  });
});

describe('a connection', () => {
  it('that breaks is followed by another one from where it broke, as long as the host answers', async () => {
    here.pages.fail(FILE, { cutAt: 300_000 }, 3);
    const { installer } = await bring(here.open(), target);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    expect(ranges()[0]).toEqual([200, undefined]);
    expect(here.asked(target).length).toBeGreaterThan(2);
  });

  it('that breaks again and again is given up', async () => {
    here.pages.fail(FILE, { cutAt: 10 });
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-unreachable',
    });
    expect(here.asked(target)).toHaveLength(6);
  });

  it('that is refused is the end, and what came before is kept', async () => {
    here.pages.fail(FILE, 'reset');
    here.pages.fail(FILE, { cutAt: 300_000 }, 1);
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-unreachable',
    });
    expect(here.asked(target).map(({ status }) => status)).toEqual([200, 0]);
    expect((await readFile(await partOf())).length).toBeGreaterThan(0);
  });

  it('that falls silent is given up after the idle time', async () => {
    here.pages.fail(FILE, { stallAt: 1000 });
    await expect(bring(here.open({ idleTimeout: 200 }), target)).rejects.toMatchObject({
      code: 'download-unreachable',
      message: expect.stringContaining('no byte came after 200 ms') as string,
    });
  });

  it('that drips for ever is given up after the total time', async () => {
    here.pages.fail(FILE, { drip: { bytes: 10, everyMs: 20 } });
    await expect(bring(here.open({ totalTimeout: 300 }), target)).rejects.toMatchObject({
      message: expect.stringContaining('not complete after 300 ms') as string,
    });
  });
});

describe('a host', () => {
  it.each([404, 500])('that answers %d is named with it', async (status) => {
    here.pages.fail(FILE, status);
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-bad-status',
      message: expect.stringContaining(String(status)) as string,
    });
    expect(await here.names('downloads')).toEqual([]);
  });

  it.each([429, 503])('that wants to be left alone (%d) says for how long', async (status) => {
    here.pages.fail(FILE, { status, headers: { 'retry-after': '120' } });
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-bad-status',
      retryAfter: 120_000,
    });
  });

  it('that sends more than the feed promises is cut off at once', async () => {
    const endless = { status: 200, body: Buffer.alloc(20 * SIZE) };
    here.pages.fail(FILE, endless);
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-wrong-length',
    });
    here.pages.fail(FILE, { relabel: { 'content-length': undefined } });
    const short = { ...target, package: { ...target.package, length: 1000 } };
    await expect(bring(here.open(), short)).rejects.toMatchObject({
      code: 'download-wrong-length',
      message: expect.stringContaining('more than the 1000 bytes') as string,
    });
    expect(await here.names('downloads')).toEqual([]);
  });

  it('that compresses the file on its way is understood', async () => {
    const body = gzipSync(await readFile(path.join(here.site, 'files/notes-1.1.0-x64.AppImage')));
    here.pages.fail(FILE, { status: 200, body, headers: { 'content-encoding': 'gzip' } });
    const { installer } = await bring(here.open(), target);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
  });

  it('is asked for nothing but over https, whatever another host says', async () => {
    const plain = { ...target, package: { ...target.package, url: 'http://example.com/notes' } };
    await expect(bring(here.open(), plain)).rejects.toMatchObject({ code: 'bad-configuration' });
    const location = 'http://example.com/notes';
    here.pages.fail(FILE, { status: 302, headers: { location } });
    await expect(bring(here.open(), target)).rejects.toMatchObject({
      code: 'download-bad-status',
      message: expect.stringContaining('not https') as string,
    });
  });

  it('gets no credentials and no cookies', async () => {
    await bring(here.open(), target);
    for (const { headers } of here.pages.requests) {
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('authorization');
    }
  });
});

describe('a disk', () => {
  it('that cannot be written is named', async () => {
    const file = path.join(here.folder, 'a-file');
    await writeFile(file, '');
    await expect(bring(openStore(file, here.log), target)).rejects.toMatchObject({
      code: 'disk-failed',
    });
  });
});
