import { git } from '@phasegate/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newKeys, signedFeed } from '../signed-feed.ts';
import { openUsers } from './drill-users.ts';
import type { Users } from './drill-users.ts';
import { openShippedWorld } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

// docs/operations/hosting-taken-over.md
let world: SignedWorld;
let users: Users;

beforeEach(async () => {
  world = await openShippedWorld();
  users = await openUsers(world);
}, 120_000);
afterEach(async () => {
  await users.close();
  await world.close();
});

const FEED = 'updates/linux/stable/appcast.xml';
const live = ['verify', '--live'] as const;

it('a host that serves old, changed or foreign bytes is refused and found out, and believed again once it is back', async () => {
  const old = await world.feed();
  await world.run('renew');
  const here = await users.machine(60);
  expect((await here.check()).diagnostics.lastCheck).toMatchObject({ outcome: 'hold' });
  const good = Buffer.from(await world.feed()).toString('utf8');
  const attacks = [
    ['old', old, 'feed-replayed'],
    ['changed', good.replace('1.0.0', '6.6.6'), 'feed-untrusted'],
    ['foreign', signedFeed({ sequence: 2 ** 30, items: [] }, newKeys()), 'feed-untrusted'],
  ] as const;
  for (const [name, body, code] of attacks) {
    const undo = world.site.fail(/\/linux\/stable\/appcast\.xml$/, { status: 200, body });
    const { diagnostics, target } = await here.check();
    expect([name, diagnostics.lastCheck?.code, target]).toEqual([name, code, undefined]);
    const seen = await world.operator.phasegate(...live);
    expect([name, seen.code, seen.stdout + seen.stderr]).toEqual([
      name,
      7,
      expect.stringContaining('stable'),
    ]);
    undo();
  }
  await users.host('1.1.0');
  await world.run('renew');
  expect((await world.operator.phasegate(...live)).code).toBe(0);
  const { lastCheck } = (await here.check()).diagnostics;
  expect([lastCheck?.outcome, lastCheck?.code]).toEqual(['hold', undefined]);
  await world.add('1.1.0');
  await world.run('rollout', 'start', '1.1.0', '--phase', '10', '--yes');
  const early = await users.machine(7);
  expect(await early.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
}, 120_000);

it('commits of somebody else on the branch are named, taken back and issued over', async () => {
  const here = await users.machine(60);
  await here.check();
  const good = (await world.remote.read(FEED)) ?? '';
  await world.remote.publish({ [FEED]: good.replace('1.0.0', '6.6.6') }, 'Not ours');
  expect((await here.check()).diagnostics.lastCheck?.code).toBe('feed-untrusted');
  const { workTree } = world.operator;
  await git(workTree, ['pull', '--ff-only']);
  const broken = await world.operator.phasegate('verify');
  expect([broken.code, broken.stdout + broken.stderr]).toEqual([
    1,
    expect.stringContaining('stable'),
  ]);
  await git(workTree, ['revert', '--no-edit', 'HEAD']);
  expect((await world.operator.phasegate('verify')).code).toBe(0);
  await world.run('renew');
  expect((await world.operator.phasegate(...live)).code).toBe(0);
  const { lastCheck } = (await here.check()).diagnostics;
  expect([lastCheck?.outcome, lastCheck?.code]).toEqual(['hold', undefined]);
  expect((await world.remote.log()).length).toBeGreaterThan(3);
}, 120_000);
