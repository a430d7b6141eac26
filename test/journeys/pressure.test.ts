import { chmod, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Answer, Operator } from '@phasegate/scripts/stage/operator';
import { git, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRoot, canMount, mountSmallDisk } from './mounts.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const STABLE = 'updates/linux/stable/appcast.xml';
const LONG = 300_000;
// Each operator would wait until the host serves their own feeds, and the next one's are served by then.
const AT_ONCE = ['--wait', '0', '--yes'];

let world: World;

beforeEach(async () => {
  world = await openWorld('rolling');
}, LONG);

afterEach(() => world.close());

describe('several operators at once, each in a clone of their own', () => {
  const twice = [
    ['rollout', 'pause', '1.1.0'],
    ['rollback', '1.1.0', '--reason', 'it closes'],
  ];
  const tenfold = [
    ...twice,
    ['emergency', 'stop', '--reason', 'fire'],
    ['emergency', 'stop', '1.1.0', '--reason', 'fire as well'],
    ['rollout', 'escalate', '1.1.0'],
    ['rollout', 'escalate', '1.1.0'],
    ['rollout', 'resume', '1.1.0'],
    ['rollout', 'pause', '1.1.0', '--reason', 'to be sure'],
    ['emergency', 'lift', '1.1.0', '--reason', 'it was nothing'],
    ['renew'],
  ];

  it.each([
    ['two', twice],
    ['ten', tenfold],
  ])(
    '%s: each is done, has nothing to do or is told why not, and the feeds are never mixed',
    async (_many, commands) => {
      const seats = await Promise.all(commands.map(() => world.colleague()));
      const before = await world.remote.head();
      const ran = await Promise.all(
        seats.map((seat, at) => seat.phasegate(...(commands[at] ?? []), ...AT_ONCE)),
      );
      // Done, not allowed in the state that another one has made, or too many were faster.
      for (const { code, stdout, stderr } of ran) {
        expect([0, 4, 6], `${stdout}${stderr}`).toContain(code);
      }
      expect(ran.some(({ code }) => code === 0)).toBe(true);
      await onlyRises(`${before}..gh-pages`);
      expect((await world.run('verify')).code).toBe(0);
      for (const seat of seats) {
        expect(await git(seat.workTree, ['status', '--porcelain'])).toBe('');
      }
    },
    LONG,
  );

  it(
    'in one clone: one after the other, and nothing of either is lost',
    async () => {
      const ran = await Promise.all([
        world.operator.phasegate('rollout', 'pause', '1.1.0', ...AT_ONCE),
        world.operator.phasegate('renew', ...AT_ONCE),
      ]);
      expect(ran.map(({ code }) => code)).toEqual([0, 0]);
      expect(await git(world.operator.workTree, ['status', '--porcelain'])).toBe('');
      expect(await git(world.operator.workTree, ['rev-parse', 'HEAD'])).toBe(
        await world.remote.head(),
      );
      expect((await world.run('verify')).code).toBe(0);
    },
    LONG,
  );
});

/** No merge, and every commit under a higher sequence, the same in all feeds. */
async function onlyRises(range: string): Promise<void> {
  const { url } = world.remote;
  expect(await git(url, ['rev-list', '--merges', range])).toBe('');
  const commits = (await git(url, ['rev-list', '--reverse', range])).split('\n');
  let last = 0;
  for (const commit of commits) {
    const feeds = ['stable-rollout-10%', 'stable-rollout-50%', 'stable'].map(async (feed) => {
      const file = `${commit}:updates/linux/${feed}/appcast.xml`;
      return /sequence="(\d+)"/.exec(await git(url, ['cat-file', 'blob', file]))?.[1];
    });
    const [sequence, ...others] = new Set(await Promise.all(feeds));
    expect(others).toEqual([]);
    expect(Number(sequence)).toBeGreaterThan(last);
    last = Number(sequence);
  }
}

describe('a remote that is not as it should be', () => {
  it(
    'says nothing: the command ends within its time, and a stop is queued',
    async () => {
      const silent = createServer(() => undefined);
      await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
      const { port } = silent.address() as AddressInfo;
      const { workTree, phasegate } = world.operator;
      await git(workTree, ['remote', 'set-url', 'origin', `http://127.0.0.1:${port}/notes.git`]);
      const before = await stateOf(workTree);
      const escalate = await phasegate(
        'rollout',
        'escalate',
        '1.1.0',
        ...AT_ONCE,
        '--timeout',
        '2',
      );
      expect([escalate.code, escalate.stderr]).toEqual([
        1,
        expect.stringContaining('it did not answer in time; nothing was changed'),
      ]);
      const stop = await phasegate('emergency', 'stop', '--timeout', '2');
      expect([stop.code, stop.stderr]).toEqual([7, expect.stringContaining('NOT STOPPED YET')]);
      expect(await stateOf(workTree)).toEqual(before);
      await git(workTree, ['remote', 'set-url', 'origin', world.remote.url]);
      await world.run('push', ...AT_ONCE);
      expect(await world.remote.read('updates/linux/stable-rollout-10%/appcast.xml')).not.toContain(
        '<sparkle:version>1.1.0',
      );
      silent.close();
    },
    LONG,
  );

  it(
    'goes away between the fetch and the push: nothing is changed, and a stop is queued',
    async () => {
      const { url } = world.remote;
      const away = await vanishing(url);
      const before = await stateOf(world.operator.workTree);
      const escalate = await away.phasegate('rollout', 'escalate', '1.1.0', ...AT_ONCE);
      expect([escalate.code, escalate.stderr]).toEqual([
        1,
        expect.stringContaining('went away during the push'),
      ]);
      await rename(`${url}.away`, url);
      const stop = await away.phasegate('emergency', 'stop', '--timeout', '1');
      expect([stop.code, stop.stderr]).toEqual([7, expect.stringContaining('NOT STOPPED YET')]);
      expect(await stateOf(world.operator.workTree)).toEqual(before);
      await rename(`${url}.away`, url);
      await world.run('push', ...AT_ONCE);
      expect((await world.run('verify')).code).toBe(0);
    },
    LONG,
  );

  it(
    'refuses every push: what it says is passed on, and nothing is changed',
    async () => {
      await world.remote.refusePushes('the branch is frozen until Monday');
      const before = await stateOf(world.operator.workTree);
      for (const args of [
        ['rollout', 'escalate', '1.1.0'],
        ['emergency', 'stop'],
      ]) {
        const { code, stderr } = await world.operator.phasegate(...args, ...AT_ONCE);
        expect([code, stderr]).toEqual([1, expect.stringContaining('frozen until Monday')]);
      }
      expect(await stateOf(world.operator.workTree)).toEqual(before);
    },
    LONG,
  );
});

/** The same work tree, with a git that takes the remote away when it is about to push. */
async function vanishing(url: string): Promise<Operator> {
  const folder = await temporaryFolder('git');
  const real = (await git(folder, ['--exec-path'])).trim();
  const script = `#!/bin/sh
for word in "$@"; do
  if [ "$word" = push ]; then mv '${url}' '${url}.away'; fi
done
exec '${path.join(real, 'git')}' "$@"
`;
  await writeFile(path.join(folder, 'git'), script);
  await chmod(path.join(folder, 'git'), 0o755);
  const search = `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`;
  return createOperator(world.operator.workTree, { PATH: search });
}

// Root is stopped by no rights of files, so only a disk itself can be full or read-only; that takes a mount.
describe.skipIf(!canMount())('a disk that takes nothing (needs the right to mount)', () => {
  let folder: string;
  let unmount: () => void;

  beforeEach(async () => {
    folder = await temporaryFolder('disk');
    unmount = mountSmallDisk(folder, '4m');
    await git(folder, ['clone', '--quiet', world.remote.url, path.join(folder, 'clone')]);
    const clone = path.join(folder, 'clone');
    await git(clone, ['config', 'user.name', 'Op']);
    await git(clone, ['config', 'user.email', 'op@example.com']);
  });

  afterEach(() => unmount());

  it(
    'because it is full: nothing is changed here or there, and with room it goes on',
    async () => {
      const clone = path.join(folder, 'clone');
      const before = [await world.remote.head(), await stateOf(clone)];
      await expect(writeFile(path.join(folder, 'filler'), Buffer.alloc(1 << 23))).rejects.toThrow();
      const { phasegate } = createOperator(clone);
      for (const args of [
        ['rollout', 'escalate', '1.1.0'],
        ['emergency', 'stop'],
      ]) {
        await changesNothing(await phasegate(...args, ...AT_ONCE), 'the disk is full');
      }
      await rm(path.join(folder, 'filler'));
      expect([await world.remote.head(), await stateOf(clone)]).toEqual(before);
      expect((await phasegate('rollout', 'escalate', '1.1.0', ...AT_ONCE)).code).toBe(0);
      expect(await readdir(path.join(clone, '.git/phasegate'))).toEqual(['backup']);
    },
    LONG,
  );

  it(
    'because it is read-only: nothing is changed, and reading still works',
    async () => {
      const clone = path.join(folder, 'clone');
      const before = [await world.remote.head(), await stateOf(clone)];
      asRoot('mount', ['-o', 'remount,ro', folder]);
      const { phasegate } = createOperator(clone);
      await changesNothing(
        await phasegate('rollout', 'escalate', '1.1.0', ...AT_ONCE),
        'the disk is read-only',
      );
      expect((await phasegate('rollout', 'status')).code).toBe(0);
      asRoot('mount', ['-o', 'remount,rw', folder]);
      expect([await world.remote.head(), await stateOf(clone)]).toEqual(before);
    },
    LONG,
  );
});

async function changesNothing({ code, stdout, stderr }: Answer, why: string): Promise<void> {
  expect([code, stderr], stdout).toEqual([1, expect.stringContaining(why)]);
  expect(stderr).toContain('nothing was changed');
}

/** Everything of a work tree that a command which fails leaves alone. */
async function stateOf(folder: string): Promise<unknown> {
  return {
    head: await git(folder, ['rev-parse', 'HEAD']),
    status: await git(folder, ['status', '--porcelain']),
    stable: await git(folder, ['hash-object', STABLE]),
  };
}
