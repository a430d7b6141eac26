import { parsePhases } from '@phasegate/rollout';
import type { Phases } from '@phasegate/rollout';
import { createRemote, git } from '@phasegate/testkit';
import { createOperator } from '@phasegate/scripts/stage/operator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

const list = (...percentages: readonly number[]): Phases => parsePhases(percentages) as Phases;

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('phases that are changed while apps are in the field', () => {
  it('hold exactly for apps that know them, and never reach more machines of those that do not', async () => {
    const offered = async (phases?: Phases): Promise<readonly number[]> =>
      bucketsOffered(await world.everybody('1.0.0', phases), '1.1.0');
    const changed = await world.run('rollout', 'phases', '5,25,100', '--yes');
    expect(changed.stdout).toContain('stable-rollout-5%, stable-rollout-25%: new, on linux');
    await world.ship('1.1.0');
    await world.run('rollout', 'start', '1.1.0');
    expect(await offered(list(5, 25, 100))).toEqual(buckets(5));
    expect(await offered()).toEqual([]);
    // A build ahead of its feeds: what is not there (404) falls through to the next broader one.
    expect(await offered(list(1, 2, 5, 100))).toEqual(buckets(5));
    await world.run('rollout', 'escalate', '1.1.0', '--yes');
    expect(await offered(list(5, 25, 100))).toEqual(buckets(25));
    expect(await offered()).toEqual(buckets(10));
    await world.run('rollout', 'escalate', '1.1.0', '--yes');
    expect(await offered(list(5, 25, 100))).toEqual(buckets(100));
    expect(await offered()).toEqual(buckets(100));
    await world.run('verify', '--live');
    const again = await world.operator.phasegate('rollout', 'phases', '5,25,100', '--yes');
    expect(again.stdout).toContain('Nothing to do');
  }, 90_000);

  it('stay while a release stands in one that would go', async () => {
    await world.ship('1.1.0', 10);
    const { code, stderr } = await world.operator.phasegate('rollout', 'phases', '5,100', '--yes');
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining('1.1.0 on linux is rolling at 10 %'),
    ]);
    const odd = await world.operator.phasegate('rollout', 'phases', '50,10', '--yes');
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('rise and end in 100')]);
  }, 60_000);
});

it('are chosen at init', async () => {
  const remote = await createRemote();
  const operator = createOperator(await remote.clone());
  const app = ['--unsigned', '--app', 'a.b', '--title', 'A', '--platform', 'linux'];
  const made = await operator.phasegate('init', ...app, '--phases', '1,5,10,25,50,100');
  expect(made.code).toBe(0);
  const files = await git(operator.workTree, ['ls-files']);
  for (const share of [1, 5, 10, 25, 50]) {
    expect(files).toContain(`updates/linux/stable-rollout-${share}%/appcast.xml`);
    expect(files).toContain(`updates/linux/stable-rollout-${share}/appcast.xml`);
  }
  const other = await operator.phasegate('init', ...app, '--phases', '5,100');
  expect([other.code, other.stderr]).toEqual([4, expect.stringContaining('rollout phases')]);
  await remote.dispose();
}, 60_000);
