import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Target, VerifiedInstaller } from '@phasegate/agent';
import { createInstallerStore } from '@phasegate/agent/node';
import type { InstallerStore } from '@phasegate/agent/node';
import { appendBlockMap, writeBlockMap } from '@phasegate/scripts/setup/block-map';
import {
  removeFolder,
  sampleRelease,
  seededBytes,
  startPages,
  temporaryFolder,
} from '@phasegate/testkit';
import type { Failure, Pages } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// electron-builder's own block maps over real HTTP: what an update costs of the file it brings.
const SIZE = 4_000_000;
let site: string;
let folder: string;
let pages: Pages;
let store: InstallerStore;
const log: string[] = [];

beforeEach(async () => {
  [site, folder] = [await temporaryFolder('site'), await temporaryFolder('store')];
  pages = await startPages({ root: site });
  store = open();
});
afterEach(async () => {
  await pages.close();
  await removeFolder(site);
  await removeFolder(folder);
});

function open(running?: string): InstallerStore {
  const line = (text: string): void => void log.push(text);
  return createInstallerStore({
    fetch,
    allowLoopbackHttp: true,
    folder,
    running,
    log: { debug: line, info: line, warn: line, error: line },
  });
}

async function publish(
  version: string,
  content: Uint8Array,
  withMap = true,
  kind = 'nsis',
): Promise<Target> {
  const {
    url,
    length,
    sha512,
    path: file,
  } = await sampleRelease({
    version,
    folder: site,
    url: pages.url,
    content,
    kind,
  });
  if (withMap) {
    await writeBlockMap(file);
  }
  const target = {
    direction: 'forward',
    release: { version },
    package: { url, length, sha512, kind },
  };
  return target as unknown as Target;
}

/** A version with a few bytes put into it at three places, as a build with few changes. */
function changed(old: Buffer): Buffer {
  const parts = [0, SIZE / 4, SIZE / 2, SIZE].map((at, n, all) =>
    old.subarray(all[n - 1] ?? 0, at),
  );
  return Buffer.concat(parts.flatMap((part) => [part, Buffer.from('changed')]));
}

const bring = (target: Target): Promise<VerifiedInstaller> =>
  store.download(target, () => undefined, new AbortController().signal);

const fetched = (): number => pages.requests.reduce((sum, { bytes }) => sum + bytes, 0);

async function isWhole(target: Target): Promise<void> {
  const { path: file } = await bring(target);
  const digest = createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
  expect(digest).toBe(target.package.sha512);
}

/** 1.0.0 was downloaded and installed, and 1.1.0 is little else. */
async function afterOneUpdate(withMap = true): Promise<Target> {
  const old = seededBytes(SIZE, 11);
  const first = await publish('1.0.0', old);
  await store.keep(first, await bring(first));
  const next = await publish('1.1.0', changed(old), withMap);
  pages.forget();
  return next;
}

describe('an update where the host has block maps', () => {
  it('fetches a twentieth of the file, and the result is the file of the feed', async () => {
    const next = await afterOneUpdate();
    await isWhole(next);
    expect(fetched()).toBeLessThan(SIZE / 20);
    const [map, ...parts] = pages.requests;
    expect(map?.path).toMatch(/\.blockmap$/);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.every(({ status }) => status === 206)).toBe(true);
  });

  it('does the same again after the next one: the map stays with the installer', async () => {
    const next = await afterOneUpdate();
    await store.keep(next, await bring(next));
    await rm(path.join(site, 'files/notes-1.1.0-x64.nsis.blockmap'));
    const content = await readFile(path.join(site, 'files/notes-1.1.0-x64.nsis'));
    const third = await publish('1.2.0', Buffer.concat([content, Buffer.from('end')]));
    pages.forget();
    store = open();
    await isWhole(third);
    expect(fetched()).toBeLessThan(SIZE / 20);
  });

  it('goes on after a pause without fetching a stretch twice', async () => {
    const next = await afterOneUpdate();
    const ending = new AbortController();
    const mend = pages.fail(/1\.1\.0.*nsis$/, { stallAt: 100 });
    const told = (): void => {
      if (pages.requests.length > 1) {
        ending.abort();
      }
    };
    const timer = setInterval(told, 10);
    await expect(store.download(next, () => undefined, ending.signal)).rejects.toMatchObject({
      code: 'download-cancelled',
    });
    clearInterval(timer);
    mend();
    await isWhole(next);
    expect(fetched()).toBeLessThan(SIZE / 20);
    expect(pages.requests.filter(({ path: at }) => at.endsWith('.blockmap'))).toHaveLength(1);
  });

  const troubles: readonly (readonly [string, RegExp, Failure])[] = [
    ['the map is none', /blockmap$/, { status: 200, body: '<html>not found</html>' }],
    ['the map cannot be had', /blockmap$/, 500],
    ['the map hangs up', /blockmap$/, 'reset'],
    ['the host sends no parts', /1\.1\.0.*nsis$/, 'no-ranges'],
    [
      'the host sends other parts',
      /1\.1\.0.*nsis$/,
      { relabel: { 'content-range': 'bytes 0-9/99' } },
    ],
  ];
  it.each(troubles)('is an ordinary download where %s', async (_what, at, how) => {
    const next = await afterOneUpdate();
    pages.fail(at, how, 1);
    await isWhole(next);
  });

  it('is fetched anew as a whole where the parts do not make the file', async () => {
    const next = await afterOneUpdate();
    pages.fail(/1\.1\.0.*nsis$/, { alter: (body) => Buffer.alloc(body.length) }, 1);
    await isWhole(next);
    expect(log.at(-1)).toContain('fetched anew');
    expect(pages.requests.at(-1)).toMatchObject({ status: 200, bytes: next.package.length });
  });

  it('is fetched anew where the older file is not what its map says', async () => {
    const next = await afterOneUpdate();
    const names = await readdir(path.join(folder, 'kept'));
    const name = names.find((one) => one.endsWith('.installer')) ?? '';
    await writeFile(path.join(folder, 'kept', name), Buffer.alloc(SIZE, 'x'));
    await isWhole(next);
  });
});

describe('an AppImage with its map in itself', () => {
  async function appImage(name: string, content: Buffer): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, content);
    await appendBlockMap(file);
    return file;
  }

  it('is made out of the one that runs, at the very first update', async () => {
    const old = seededBytes(SIZE, 11);
    store = open(await appImage('running', old));
    const next = await readFile(await appImage('next', changed(old)));
    const target = await publish('1.1.0', next, false, 'AppImage');
    await isWhole(target);
    expect(fetched()).toBeLessThan(SIZE / 20);
    expect(pages.requests.slice(0, 3).map(({ status }) => status)).toEqual([404, 206, 206]);
  });

  it('is an ordinary download where the map is none, and where the running file has none', async () => {
    const old = seededBytes(SIZE, 11);
    const running = await appImage('running', old);
    store = open(running);
    await isWhole(await publish('1.1.0', changed(old), false, 'AppImage'));
    await writeFile(running, old);
    store = open(running);
    pages.forget();
    await isWhole(await publish('1.2.0', changed(old), false, 'AppImage'));
    expect(pages.requests.map(({ status }) => status)).toEqual([404, 200]);
  });
});

describe('a host without block maps', () => {
  it('is asked for one once, and the file is fetched as ever', async () => {
    const old = await publish('1.0.0', seededBytes(5000, 1), false);
    const next = await publish('1.1.0', seededBytes(5000, 2), false);
    await isWhole(old);
    await isWhole(next);
    expect(pages.requests.map(({ status }) => status)).toEqual([404, 200, 200]);
  });
});
