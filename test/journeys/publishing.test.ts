import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { git, startObjectStore, startPages, temporaryFolder } from '@phasegate/testkit';
import type { ObjectStore, Pages } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { openWorld } from './world.ts';
import type { World } from './world.ts';

const FEEDS = [
  'linux/stable/appcast.xml',
  'linux/stable-rollout-50%/appcast.xml',
  'linux/stable-rollout-50/appcast.xml',
  'linux/stable-rollout-10%/appcast.xml',
  'linux/stable-rollout-10/appcast.xml',
];

let world: World;
let store: ObjectStore;
let folder: string;
let mirror: string;

beforeEach(async () => {
  [world, store] = await Promise.all([openWorld(), startObjectStore('notes')]);
  [folder, mirror] = [await temporaryFolder('www'), await temporaryFolder('mirror')];
  for (const [name, value] of Object.entries(store.environment)) {
    vi.stubEnv(name, value);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([world.close(), store.close()]);
});

const s3 = (more: object = {}): object => ({
  kind: 's3',
  bucket: 'notes',
  prefix: 'updates',
  endpoint: store.url,
  ...more,
});
const allThree = (): readonly object[] => [
  { kind: 'folder', path: folder },
  s3(),
  { kind: 'rsync', to: mirror },
];

/** Writes the targets into the config, as somebody would by hand. */
async function configure(publish: readonly object[]): Promise<void> {
  const config = JSON.parse((await world.remote.read('phasegate.json')) ?? '') as object;
  const text = `${JSON.stringify({ ...config, publish }, null, 2)}\n`;
  await world.remote.publish({ 'phasegate.json': text }, 'Publish elsewhere too');
  await git(world.operator.workTree, ['pull', '--quiet']);
}

async function inFolder(root: string): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    FEEDS.map((feed) => readFile(path.join(root, feed), 'utf8').catch(() => undefined)),
  );
}

async function inBucket(): Promise<readonly string[]> {
  return Promise.all(
    FEEDS.map(async (feed) => {
      const key = feed.split('/').map(encodeURIComponent).join('/');
      return (await fetch(`${store.url}/notes/updates/${key}`)).text();
    }),
  );
}

const onBranch = (): Promise<readonly (string | undefined)[]> =>
  Promise.all(FEEDS.map((feed) => world.remote.read(`updates/${feed}`)));

describe('publishing beside the git branch', () => {
  it('brings a rollback to a folder, a bucket and an rsync target, byte for byte, aliases too', async () => {
    await configure(allThree());
    await world.ship('1.1.0', 10);
    const { stdout } = await world.run('rollback', '1.1.0', '--reason', 'it crashes', '--yes');
    expect(stdout).toContain(`folder (${folder}): 5 files sent, all are there now`);
    const feeds = await onBranch();
    expect(feeds[4]).toBe(feeds[3]);
    expect(feeds[0]).toContain('kind="withdrawn"');
    expect(await inFolder(folder)).toEqual(feeds);
    expect(await inFolder(mirror)).toEqual(feeds);
    expect(await inBucket()).toEqual(feeds);
    const live = await world.run('verify', '--live');
    expect(live.stdout).toContain('All 3 targets beside the branch hold every file');
  });

  it('that fails in one place undoes none of the others, says where it stands, and goes on later', async () => {
    await configure([...allThree(), s3({ name: 'gone', bucket: 'gone' })]);
    const paused = await world.operator.phasegate('renew', '--json');
    expect(paused.code).toBe(7);
    const document = JSON.parse(paused.stdout) as {
      readonly next: string;
      readonly pushed: boolean;
      readonly targets: readonly { readonly name: string; readonly outcome: { kind: string } }[];
    };
    expect(document.pushed).toBe(true);
    expect(document.targets.map(({ name, outcome }) => [name, outcome.kind])).toEqual([
      ['folder', 'right'],
      ['s3', 'right'],
      ['rsync', 'right'],
      ['gone', 'failed'],
    ]);
    expect(document.next).toBe('phasegate publish --target gone');
    expect(await inFolder(folder)).toEqual(await onBranch());

    const again = await world.operator.phasegate('publish', '--target', 'gone');
    expect(again.code).toBe(7);
    expect(again.stdout).toContain('there is no bucket gone');
    expect(again.stdout).toContain('make it, or correct "bucket" in phasegate.json');
    expect(again.stdout.trimEnd().split('\n').at(-1)).toBe(' Next: phasegate publish');
    const live = await world.operator.phasegate('verify', '--live');
    expect(live.code).toBe(7);
    expect(live.stdout).toContain('gone (s3://gone/updates): linux/stable/appcast.xml is not');
    expect(live.stdout).toContain('Next: phasegate publish');
  });

  it('sends all that is on the branch on request, lists it first, and nothing twice', async () => {
    await configure(allThree());
    const dry = await world.run('publish', '--dry-run');
    expect(dry.stdout).toContain(`folder (${folder}): 5 files would be sent`);
    expect(await inFolder(folder)).toEqual(FEEDS.map(() => undefined));
    await world.run('publish', '--target', 'rsync');
    expect(await inFolder(mirror)).toEqual(await onBranch());
    expect(await inFolder(folder)).toEqual(FEEDS.map(() => undefined));
    await world.run('publish');
    expect(await inFolder(folder)).toEqual(await onBranch());
    expect(await inBucket()).toEqual(await onBranch());
    store.forget();
    const { stdout } = await world.run('publish');
    expect(stdout.match(/every file was there already/g)).toHaveLength(3);
    expect(store.requests.every(({ method }) => method === 'HEAD')).toBe(true);
  });

  it('ends with the newest state at the targets when two operators change feeds at once', async () => {
    await configure([{ kind: 'folder', path: folder }]);
    await world.ship('1.1.0', 10);
    const colleague = await world.colleague();
    const both = await Promise.all([
      world.operator.phasegate('rollout', 'pause', '1.1.0'),
      colleague.phasegate('renew'),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await inFolder(folder)).toEqual(await onBranch());
  });

  it('refuses what would show another state than the remote has, or an unknown target', async () => {
    const none = await world.operator.phasegate('publish');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('names no target')]);
    await configure([{ kind: 'folder', path: folder }]);
    const unknown = await world.operator.phasegate('publish', '--target', 'cdn');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('one of folder')]);
    await world.run('renew', '--no-push');
    const ahead = await world.operator.phasegate('publish');
    expect([ahead.code, ahead.stderr]).toEqual([4, expect.stringContaining('are not pushed')]);
    expect(await inFolder(folder)).toEqual(FEEDS.map(() => undefined));
  });
});

describe('a target that something serves', () => {
  let pages: Pages;
  beforeEach(async () => {
    pages = await startPages({ root: folder });
    await configure([{ kind: 'folder', name: 'www', path: folder, feedBase: pages.url }]);
  });
  afterEach(() => pages.close());

  it('is waited for as well', async () => {
    const { stdout } = await world.run('renew');
    expect(stdout).toContain(`www (${pages.url}) serves every file as meant`);
    const asked = pages.requests.map((request) => request.path);
    expect(asked).toContain('/linux/stable-rollout-10%25/appcast.xml');
  });

  it('that serves something else leaves the command pending', async () => {
    pages.fail(/stable\/appcast/, 503);
    const answer = await world.operator.phasegate('renew', '--wait', '1');
    expect(answer.code).toBe(7);
    expect(answer.stdout).toContain('the host answers 503 (not available)');
    expect(answer.stdout.trimEnd().split('\n').at(-1)).toBe(' Next: phasegate verify --live');
  });

  it('is not waited for with --no-wait', async () => {
    pages.fail(/./, 'hang');
    const { stdout } = await world.run('renew', '--no-wait');
    expect(stdout).toContain('Not waited for the host (--no-wait)');
    expect(stdout).toContain('www');
  });
});
