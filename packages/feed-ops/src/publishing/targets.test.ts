import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import { emptyAppcast } from '@phasegate/appcast';
import { startObjectStore, temporaryFolder, until } from '@phasegate/testkit';
import type { ObjectStore } from '@phasegate/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { PublishPlace } from '../state/config-publish.ts';
import { openTargets } from './open-targets.ts';
import { sendTo } from './send.ts';
import type { SendOutcome } from './send.ts';
import type { PublishedFile, Target } from './target.ts';

const NARROW = 'linux/stable-rollout-10%/appcast.xml';
const file = (path: string, text: string): PublishedFile => ({
  path,
  kind: path.startsWith('keys/') ? 'root' : 'feed',
  bytes: Buffer.from(text),
});
const FILES: readonly PublishedFile[] = [
  file('keys/1.root.json', '{}'),
  file(NARROW, '<rss>narrow \u{1F600}</rss>\n'),
  file(NARROW.replace('%', ''), '<rss>narrow \u{1F600}</rss>\n'),
  file('linux/stable/appcast.xml', '<rss>stable</rss>\n'),
];
const PATHS = FILES.map(({ path }) => path);
const signal = new AbortController().signal;

async function open(place: PublishPlace, root = '/'): Promise<Target> {
  const [target] = await openTargets([place], root);
  if (target === undefined) {
    throw new Error('no target was opened');
  }
  return target;
}

function send(target: Target, files = FILES, dryRun = false): Promise<SendOutcome> {
  return sendTo(target, files, { dryRun, signal });
}

/** What every kind of target does alike. */
async function expectSpreads(
  target: Target,
  read: (path: string) => Promise<string>,
): Promise<void> {
  expect(await send(target, FILES, true)).toEqual({ kind: 'would-send', paths: PATHS });
  expect(await send(target)).toEqual({ kind: 'right', sent: PATHS });
  for (const { path, bytes } of FILES) {
    expect(await read(path)).toBe(Buffer.from(bytes).toString());
  }
  expect(await send(target)).toEqual({ kind: 'right', sent: [] });
  const changed = FILES.map((one) =>
    one.path === NARROW ? file(NARROW, '<rss>other</rss>') : one,
  );
  expect(await send(target, changed, true)).toEqual({ kind: 'would-send', paths: [NARROW] });
  expect(await send(target, changed)).toEqual({ kind: 'right', sent: [NARROW] });
  expect(await read(NARROW)).toBe('<rss>other</rss>');
}

/** A feed as a product writes it. */
function feedOf(app: string, sequence: number): PublishedFile {
  const time = '2026-11-23T04:00:00Z';
  const who = { app, platform: 'linux', name: 'stable', root: undefined } as const;
  const identity = { ...who, sequence, issued: time, expires: time };
  const lastBuildDate = 'Mon, 23 Nov 2026 04:00:00 +0000';
  return file(
    'linux/stable/appcast.xml',
    emptyAppcast({ title: 'Notes', identity, lastBuildDate }),
  );
}

/** What no kind of target ever takes, and what stands there afterwards. */
async function expectNeverGoesBack(target: Target, read: () => Promise<string>): Promise<void> {
  const [older, newer] = [feedOf('com.example.notes', 9), feedOf('com.example.notes', 10)];
  const root = file('keys/2.root.json', '{}');
  expect(await send(target, [newer])).toMatchObject({ kind: 'right' });
  const back = await send(target, [root, older]);
  expect(back).toMatchObject({ kind: 'failed', sent: [] });
  expect(back.kind === 'failed' ? back.message : '').toContain(
    'is newer there (sequence 10) than on the branch (9); nothing was sent',
  );
  expect(await send(target, [older], true)).toMatchObject({ kind: 'failed' });
  const other = await send(target, [feedOf('com.example.other', 11)]);
  expect(other.kind === 'failed' ? other.message : '').toContain('is a feed of com.example.notes');
  expect(await read()).toBe(Buffer.from(newer.bytes).toString());
  expect(await send(target, [feedOf('com.example.notes', 11)])).toMatchObject({ kind: 'right' });
}

describe('a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder('folder');
  });

  it('gets what is not there yet, and nothing twice; what else is there stays', async () => {
    const target = await open({ kind: 'folder', name: 'folder', path: 'www/updates' }, folder);
    await mkdir(target.where, { recursive: true });
    await writeFile(join(target.where, 'index.html'), 'mine');
    await expectSpreads(target, (path) => readFile(join(target.where, path), 'utf8'));
    expect(await readFile(join(target.where, 'index.html'), 'utf8')).toBe('mine');
    const left = (await readdir(folder, { recursive: true })).filter((name) => /part/.test(name));
    expect(left).toEqual([]);
  });

  it('never goes back to older feeds, and takes no other product for its own', async () => {
    const target = await open({ kind: 'folder', name: 'folder', path: folder });
    await expectNeverGoesBack(target, () =>
      readFile(join(folder, 'linux/stable/appcast.xml'), 'utf8'),
    );
  });

  it('that cannot be written says so, says what was sent, and gets no feed before its root', async () => {
    const target = await open({ kind: 'folder', name: 'folder', path: folder });
    await writeFile(join(folder, 'keys'), 'a file stands here');
    const sent = await send(target);
    expect(sent).toMatchObject({ kind: 'failed', sent: [] });
    expect(sent.kind === 'failed' ? sent.message : '').toContain('a file stands where a folder');
    await expect(stat(join(folder, 'linux'))).rejects.toThrow('ENOENT');
  });

  it('on a full disk says so, keeps what was there, and is right once there is room', async () => {
    const target = await open({ kind: 'folder', name: 'folder', path: folder });
    const mounted = mountSmall(folder);
    try {
      await send(target);
      const large = FILES.map((one, at) => (at < 2 ? one : file(one.path, 'x'.repeat(200_000))));
      const sent = await send(target, large);
      expect(sent.kind === 'failed' ? sent.message : '').toContain('the disk is full');
      const place = join(folder, 'linux/stable/appcast.xml');
      expect(await readFile(place, 'utf8')).toBe('<rss>stable</rss>\n');
      expect(await send(target)).toMatchObject({ kind: 'right' });
      const parts = (await readdir(folder, { recursive: true })).filter((one) => /part/.test(one));
      expect(parts).toEqual([]);
    } finally {
      mounted();
    }
  });
});

/** A real disk of 128 KiB over a folder; returns how to take it away. Needs root, as the test image has it. */
function mountSmall(folder: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'phasegate-test', folder]);
  return () => void execFileSync('umount', ['-l', folder]);
}

describe('an S3-compatible bucket', () => {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await startObjectStore('notes');
  });
  afterAll(() => store.close());
  beforeEach(() => {
    store.forget();
    for (const [name, value] of Object.entries(store.environment)) {
      vi.stubEnv(name, value);
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const place = (more: object = {}): PublishPlace => ({
    kind: 's3',
    name: 's3',
    bucket: 'notes',
    prefix: 'updates',
    endpoint: store.url,
    cacheControl: 'public, max-age=30',
    ...more,
  });
  const object = (path: string, prefix: string): string =>
    `${store.url}/notes/${prefix}${path.split('/').map(encodeURIComponent).join('/')}`;

  it('gets what is not there yet, and nothing twice', async () => {
    const target = await open(place());
    expect(target.where).toBe('s3://notes/updates');
    await expectSpreads(target, async (path) => (await fetch(object(path, 'updates/'))).text());
    const puts = store.requests.filter(({ method }) => method === 'PUT').map((one) => one.path);
    expect(puts).toHaveLength(5);
    expect(puts[0]).toMatch(/^\/notes\/updates\/keys\/1.root.json/);
    expect(puts[1]).toMatch(/^\/notes\/updates\/linux\/stable-rollout-10%25\/appcast.xml/);
  });

  it('never goes back to older feeds, and takes no other product for its own', async () => {
    const target = await open(place({ prefix: 'back' }));
    const stable = object('linux/stable/appcast.xml', 'back/');
    await expectNeverGoesBack(target, async () => (await fetch(stable)).text());
  });

  it('serves types and Cache-Control as configured; a changed one is sent again', async () => {
    await send(await open(place({ prefix: '' })));
    const [root, feed] = await Promise.all(
      ['keys/1.root.json', NARROW].map((path) => fetch(object(path, ''))),
    );
    expect(root?.headers.get('content-type')).toBe('application/json');
    expect(feed?.headers.get('content-type')).toBe('application/xml');
    expect(feed?.headers.get('cache-control')).toBe('public, max-age=30');
    const other = await open(place({ prefix: '', cacheControl: 'no-cache' }));
    expect(await send(other)).toEqual({ kind: 'right', sent: PATHS });
    expect((await fetch(object(NARROW, ''))).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'wrong' }, {}, 'the secret key is wrong'],
    ['an unknown key', { AWS_ACCESS_KEY_ID: 'NOBODY' }, {}, 'it does not know the access key'],
    ['a bucket that is not there', {}, { bucket: 'missing' }, 'there is no bucket missing'],
    ['nothing at the address', {}, { endpoint: 'http://127.0.0.1:1' }, 'nothing listens'],
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      {},
      'there are no credentials',
    ],
  ])('with %s is a sentence, and nothing is sent', async (_what, environment, more, message) => {
    for (const [name, value] of Object.entries(environment)) {
      vi.stubEnv(name, value);
    }
    const sent = await send(await open(place({ prefix: 'never', ...more })));
    expect(sent).toMatchObject({ kind: 'failed', sent: [] });
    expect(sent.kind === 'failed' ? sent.message : '').toContain(message);
    expect(sent.kind === 'failed' ? sent.next : '').not.toBe('');
    expect((await fetch(object(NARROW, 'never/'))).status).toBe(404);
  });
});

describe('rsync', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder('rsync');
  });

  it('gets what is not there yet, and nothing twice; nothing is deleted', async () => {
    const to = join(folder, 'updates');
    const target = await open({ kind: 'rsync', name: 'rsync', to });
    await mkdir(to);
    await writeFile(join(to, 'index.html'), 'mine');
    await expectSpreads(target, (path) => readFile(join(to, path), 'utf8'));
    expect(await readFile(join(to, 'index.html'), 'utf8')).toBe('mine');
    expect((await stat(join(to, 'linux'))).mode & 0o777).toBe(0o755);
  });

  it('never goes back to older feeds, and takes no other product for its own', async () => {
    const to = join(folder, 'a folder');
    const target = await open({ kind: 'rsync', name: 'rsync', to });
    await expectNeverGoesBack(target, () => readFile(join(to, 'linux/stable/appcast.xml'), 'utf8'));
  });

  it('where there is none says how to install it', async () => {
    vi.stubEnv('PATH', folder);
    const sent = await send(await open({ kind: 'rsync', name: 'rsync', to: join(folder, 'x') }));
    vi.unstubAllEnvs();
    expect(sent).toMatchObject({
      kind: 'failed',
      message: 'rsync is not on this machine',
      next: 'install it: apt-get install rsync, or brew install rsync',
    });
  });

  it('reaches a daemon', async () => {
    const daemon = await startDaemon(folder);
    try {
      const to = `rsync://127.0.0.1:${daemon.port}/site/updates`;
      const target = await open({ kind: 'rsync', name: 'rsync', to });
      await expectSpreads(target, (path) => readFile(join(folder, 'site/updates', path), 'utf8'));
      const closed = await open({ kind: 'rsync', name: 'rsync', to: to.replace('/site/', '/no/') });
      const refused = await send(closed);
      expect(refused.kind === 'failed' ? refused.message : '').toContain("Unknown module 'no'");
    } finally {
      daemon.process.kill();
    }
  });

  it.each([
    ['/dev/null/updates/here', 'Not a directory'],
    ['rsync://127.0.0.1:1/site/', 'Connection refused'],
  ])('to %s is a sentence', async (to, message) => {
    const sent = await send(await open({ kind: 'rsync', name: 'rsync', to }));
    expect(sent).toMatchObject({ kind: 'failed', sent: [] });
    expect(sent.kind === 'failed' ? sent.message : '').toContain(message);
  });

  it('never takes a destination for an option or a command', async () => {
    const odd = "--delete; touch 'owned' $(touch owned)";
    await send(await open({ kind: 'rsync', name: 'rsync', to: odd }, folder));
    expect(await readdir(folder)).toEqual([odd]);
  });
});

async function startDaemon(
  folder: string,
): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  await mkdir(join(folder, 'site'));
  await chmod(dirname(folder), 0o755);
  const config = join(folder, 'rsyncd.conf');
  const ids = `uid = ${process.getuid?.() ?? 0}\ngid = ${process.getgid?.() ?? 0}`;
  const module = `[site]\npath = ${join(folder, 'site')}\nread only = no\nuse chroot = no\n${ids}`;
  await writeFile(config, `lock file = ${join(folder, 'lock')}\n${module}\n`);
  const port = await freePort();
  const options = ['--daemon', '--no-detach', '--address=127.0.0.1', `--port=${port}`];
  const daemon = spawn('rsync', [...options, `--config=${config}`], { stdio: 'ignore' });
  await until(() => isOpen(port));
  return { port, process: daemon };
}

/** rsync takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => {
    server.close(done);
  });
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
    socket.once('connect', () => socket.destroy());
  });
}
