import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld('rolling');
  await world.ship('1.1.1');
});
afterEach(() => world.close());

describe('a hotfix while a rollout is under way', () => {
  it('has to say which of both goes on', async () => {
    const { code, stderr } = await world.operator.phasegate('rollout', 'start', '1.1.1');
    expect(code).toBe(4);
    expect(stderr).toContain('--overtake (1.1.0 leaves the feeds for good), or --beside');
    const both = ['rollout', 'start', '1.1.1', '--overtake', '--beside'] as const;
    expect((await world.operator.phasegate(...both)).code).toBe(2);
    expect((await world.operator.phasegate('rollout', 'start', '1.1.1', '--overtake')).code).toBe(
      3,
    );
  }, 60_000);

  it('reaches the machines that have the rollout, and goes on to everybody in its place', async () => {
    const early = await world.machine(7);
    await early.check();
    await early.press('install');
    expect(early.version()).toBe('1.1.0');

    await world.run('rollout', 'start', '1.1.1', '--overtake', '--yes');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.1')).toEqual(buckets(10));
    expect(bucketsOffered(await world.everybody('1.1.0'), '1.1.1')).toEqual(buckets(10));
    await early.check();
    await early.press('install');
    expect(early.version()).toBe('1.1.1');

    const back = await world.operator.phasegate('rollout', 'resume', '1.1.0', '--yes');
    expect([back.code, back.stderr]).toEqual([4, expect.stringContaining('overtaken by 1.1.1')]);
    await world.run('rollout', 'escalate', '1.1.1', '--yes');
    await world.run('rollout', 'escalate', '1.1.1', '--yes');
    const rows = await world.everybody('1.0.0');
    expect(bucketsOffered(rows, '1.1.1')).toEqual(buckets(100));
    expect(bucketsOffered(rows, '1.1.0')).toEqual([]);
    await world.run('verify', '--live');
  }, 90_000);
});
