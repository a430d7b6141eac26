import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('a rollout', () => {
  it('reaches exactly 10, 50 and 100 of the hundred buckets, phase by phase, and drops nobody', async () => {
    await world.ship('1.1.0', 10);
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(10));
    await world.run('rollout', 'escalate', '1.1.0', '--yes');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(50));
    await world.run('rollout', 'escalate', '1.1.0', '--yes');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(100));
  });

  it('offers a draft to nobody', async () => {
    await world.ship('1.1.0');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual([]);
  });

  it('gives every bucket a reason that a person understands', async () => {
    await world.ship('1.1.0', 10);
    const rows = await world.everybody('1.0.0');
    expect(new Set(rows.map(({ decision }) => decision.because))).toEqual(
      new Set([
        '1.1.0 is offered: it is newer than the installed version',
        "nothing newer than 1.0.0 is in this machine's feed",
      ]),
    );
    expect(rows.flatMap(({ items }) => items).every(({ because }) => because !== '')).toBe(true);
  });
});

describe('pause and resume', () => {
  it.each([{ phase: 10 }, { phase: 50 }, { phase: 100 }])(
    'stop and restart a rollout in phase $phase, with the very same item',
    async ({ phase }) => {
      await world.ship('1.1.0', phase);
      const before = await world.remote.read('updates/linux/stable-rollout-10%/appcast.xml');
      await world.run('rollout', 'pause', '1.1.0');
      expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual([]);
      await world.run('rollout', 'resume', '1.1.0', '--yes');
      expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(phase));
      const after = await world.remote.read('updates/linux/stable-rollout-10%/appcast.xml');
      expect(itemsOf(after)).toEqual(itemsOf(before));
    },
  );

  it('leave machines that have the release where they are', async () => {
    await world.ship('1.1.0', 10);
    const early = await world.machine(7);
    await early.check();
    await early.press('install');
    await world.run('rollout', 'pause', '1.1.0');
    const seen = await early.check();
    expect(early.version()).toBe('1.1.0');
    expect(seen.diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      reason: "nothing newer than 1.1.0 is in this machine's feed",
    });
  });

  it('leave a downloaded release to its user, who may still ask for it', async () => {
    await world.ship('1.1.0', 10);
    const early = await world.machine(7);
    await early.check();
    await world.run('rollout', 'pause', '1.1.0');
    await early.check();
    await early.press('dismiss');
    expect(early.see().notice).toMatchObject({ kind: 'paused', title: 'Notes 1.1.0 is on hold' });
    await early.press('install');
    expect(early.version()).toBe('1.1.0');
  });

  it('repeated say so and change nothing', async () => {
    await world.ship('1.1.0', 10);
    await world.run('rollout', 'pause', '1.1.0');
    const head = await world.remote.head();
    await world.run('rollout', 'pause', '1.1.0');
    expect(await world.remote.head()).toBe(head);
  });
});

describe('all feeds', () => {
  it('go out in one commit with one sequence, and every check reads them as meant', async () => {
    await world.ship('1.1.0', 10);
    const feeds = await Promise.all(
      ['stable', 'stable-rollout-50%', 'stable-rollout-10%', 'stable-rollout-10'].map((feed) =>
        world.remote.read(`updates/linux/${feed}/appcast.xml`),
      ),
    );
    const sequences = feeds.map((feed) => /sequence="(\d+)"/.exec(feed ?? '')?.[1]);
    expect(new Set(sequences).size).toBe(1);
    expect(feeds[3]).toBe(feeds[2]);
    expect((await world.run('verify', '--live')).stdout).toMatch(/\S/);
  });
});

function itemsOf(feed: string | undefined): readonly string[] {
  return feed?.match(/ *<item>[\s\S]*?<\/item>/g) ?? [];
}
