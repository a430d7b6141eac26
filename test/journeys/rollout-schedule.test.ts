import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

const LEDGER = 'updates/linux/rollout.json';

let world: World;

beforeEach(async () => {
  world = await openWorld('rolling');
});
afterEach(() => world.close());

interface Ledger {
  readonly releases: readonly { since: string; readonly schedule?: readonly { at: string }[] }[];
}

/** As if so many days had gone by since then. */
async function daysLater(days: number): Promise<void> {
  const earlier = (time: string): string =>
    `${new Date(Date.parse(time) - days * 86_400_000).toISOString().slice(0, 19)}Z`;
  const ledger = JSON.parse((await world.remote.read(LEDGER)) ?? '') as Ledger;
  for (const release of ledger.releases) {
    release.since = earlier(release.since);
    for (const step of release.schedule ?? []) {
      step.at = earlier(step.at);
    }
  }
  await world.remote.publish({ [LEDGER]: `${JSON.stringify(ledger, null, 2)}\n` });
}

const offered = async (): Promise<readonly number[]> =>
  bucketsOffered(await world.everybody('1.0.0'), '1.1.0');

describe('a scheduled rollout', () => {
  it('goes on by itself, one step at a time however late the job runs, and never twice', async () => {
    const asked = await world.operator.phasegate('rollout', 'schedule', '1.1.0', '--every', '24h');
    expect(asked.code).toBe(3);
    await world.run('rollout', 'schedule', '1.1.0', '--every', '24h', '--confirm', '1.1.0');
    expect((await world.run('rollout', 'advance')).stdout).toContain('the next is 1.1.0 to 50 %');
    expect((await world.run('rollout', 'status')).stdout).toMatch(/scheduled: 50 % in 24 h \(/);
    expect(await offered()).toEqual(buckets(10));

    await daysLater(4);
    expect((await world.run('rollout', 'status')).stdout).toContain('scheduled: 50 % is due');
    const { stdout } = await world.run('rollout', 'advance');
    expect(stdout).toContain('Advance 1.1.0 to 50 % as scheduled on linux');
    expect(await offered()).toEqual(buckets(50));
    const head = await world.remote.head();
    expect((await world.run('rollout', 'advance')).stdout).toContain('Nothing to do');
    expect(await world.remote.head()).toBe(head);

    await daysLater(1);
    await world.run('rollout', 'advance');
    expect(await offered()).toEqual(buckets(100));
    const history = await world.remote.read('updates/linux/history.jsonl');
    expect(history).toMatch(/"command":"advance","version":"1\.1\.0".*"evidence":"scheduled by /);
    await world.run('verify');
  }, 90_000);

  it('is over when the release is paused', async () => {
    await world.run('rollout', 'schedule', '1.1.0', '--every', '24h', '--yes');
    await world.run('rollout', 'pause', '1.1.0');
    await world.run('rollout', 'resume', '1.1.0', '--yes');
    await daysLater(9);
    expect((await world.run('rollout', 'advance')).stdout).toContain('Nothing to do');
    expect(await offered()).toEqual(buckets(10));
  }, 60_000);

  it.each([
    ['no way', []],
    ['two ways', ['--every', '24h', '--clear']],
    ['a phase without a time', ['--to', '50']],
    ['a pace that is none', ['--every', 'day']],
    ['a time that is none', ['--to', '50', '--at', 'tomorrow']],
    ['a time that is over', ['--to', '50', '--at', '2020-01-01T00:00:00Z']],
  ])('is not taken with %s', async (_what, flags) => {
    const ran = await world.operator.phasegate('rollout', 'schedule', '1.1.0', ...flags, '--yes');
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('Next: write')]);
  });
});
