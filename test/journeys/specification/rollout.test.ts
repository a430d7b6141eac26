import { afterEach, describe, expect, it } from 'vitest';
import { FEEDS, openProduct, PLATFORMS } from './product.ts';
import type { Product, Start } from './product.ts';

// Specification, 5.10.11.2 (10, 50 and 100 %, transitions, pause and resume, escalation, user buckets, feed
// switching), on signed feeds of three platforms; what holds an escalation back is in rollout-health.test.ts.
let product: Product;

afterEach(() => product.close());

const ON_ALL = (count: number): readonly number[] => PLATFORMS.map(() => count);

describe('a rollout', { timeout: 300_000 }, () => {
  it('offers a draft to nobody, then reaches exactly 10, 50 and 100 of the hundred buckets, and drops nobody', async () => {
    product = await openProduct('draft');
    expect(await product.reached('1.1.0')).toEqual(ON_ALL(0));
    const machines = await Promise.all(
      [0, 9, 10, 49, 50, 99].map(async (bucket, at) => {
        const platform = PLATFORMS[at % PLATFORMS.length] ?? 'linux';
        return { bucket, machine: await product.machine(bucket, { platform }) };
      }),
    );
    for (const [words, share] of [
      [['start', '1.1.0'], 10],
      [['escalate', '1.1.0', '--yes'], 50],
      [['escalate', '1.1.0', '--yes'], 100],
    ] as const) {
      await product.run('rollout', ...words);
      expect(await product.reached('1.1.0')).toEqual(ON_ALL(share));
      expect(new Set(await sequences()).size).toBe(1);
      for (const { bucket, machine } of machines) {
        const seen = await machine.check();
        await (seen.phase === 'ready' && machine.press('install'));
        expect([bucket, machine.version()]).toEqual([bucket, bucket < share ? '1.1.0' : '1.0.0']);
      }
    }
    await product.run('verify', '--live');
  });

  it('gives every bucket a reason that a person understands', async () => {
    product = await openProduct(10);
    const rows = await product.everybody('windows', '1.0.0');
    expect(new Set(rows.map(({ decision }) => decision.because))).toEqual(
      new Set([
        '1.1.0 is offered: it is newer than the installed version',
        "nothing newer than 1.0.0 is in this machine's feed",
      ]),
    );
    expect(rows.flatMap(({ items }) => items).every(({ because }) => because !== '')).toBe(true);
  });
});

/** What each published feed counts; the alias of a feed's name with a percent sign is one of them. */
async function sequences(): Promise<readonly (string | undefined)[]> {
  const feeds = PLATFORMS.flatMap((platform) =>
    [...FEEDS, 'stable-rollout-10'].map((feed) => product.text(platform, feed)),
  );
  return (await Promise.all(feeds)).map((text) => /sequence="(\d+)"/.exec(text ?? '')?.[1]);
}

describe('pause and resume', { timeout: 300_000 }, () => {
  it.each<{ phase: Start & number }>([{ phase: 10 }, { phase: 50 }, { phase: 100 }])(
    'stop and restart a rollout in phase $phase for the same machines, with the very same item',
    async ({ phase }) => {
      product = await openProduct(phase);
      const before = await itemsOf('macos');
      await product.run('rollout', 'pause', '1.1.0');
      expect(await product.reached('1.1.0')).toEqual(ON_ALL(0));
      await product.run('rollout', 'resume', '1.1.0', '--yes');
      expect(await product.reached('1.1.0')).toEqual(ON_ALL(phase));
      expect(await itemsOf('macos')).toEqual(before);
    },
  );

  it('of one platform leave the others, who has the release, and who asks for what was downloaded', async () => {
    product = await openProduct(10);
    const [has, waits] = [await product.machine(7), await product.machine(8)];
    await has.check();
    await has.press('install');
    await waits.check();
    await product.run('rollout', 'pause', '1.1.0', '--platform', 'linux');
    const head = await product.remote.head();
    await product.run('rollout', 'pause', '1.1.0', '--platform', 'linux');
    expect(await product.remote.head()).toBe(head);
    expect(await product.reached('1.1.0')).toEqual([10, 10, 0]);
    expect((await has.check()).diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      reason: "nothing newer than 1.1.0 is in this machine's feed",
    });
    expect(has.version()).toBe('1.1.0');
    await waits.check();
    await waits.press('dismiss');
    expect(waits.see().notice).toMatchObject({ kind: 'paused', title: 'Notes 1.1.0 is on hold' });
    await waits.press('install');
    expect(waits.version()).toBe('1.1.0');
  });
});

async function itemsOf(platform: (typeof PLATFORMS)[number]): Promise<readonly string[]> {
  const feed = await product.text(platform, 'stable-rollout-10%');
  return feed?.match(/ *<item>[\s\S]*?<\/item>/g) ?? [];
}

describe('a machine whose feed comes and goes', { timeout: 300_000 }, () => {
  it('reads the next broader one while its own is not there, never on a failure of the host, and comes back', async () => {
    product = await openProduct(10);
    const machine = await product.machine(7);
    const own = /stable-rollout-10(?:%25)?\/appcast\.xml$/;
    const failing = product.site.fail(own, 503);
    expect((await machine.check()).diagnostics.lastCheck).toMatchObject({ outcome: 'failed' });
    failing();
    const missing = product.site.fail(own, 404);
    expect(await machine.check()).toMatchObject({
      target: undefined,
      diagnostics: { feed: 'stable-rollout-50%', lastCheck: { outcome: 'hold' } },
    });
    missing();
    expect(await machine.check()).toMatchObject({
      phase: 'ready',
      target: '1.1.0',
      diagnostics: { feed: 'stable-rollout-10%' },
    });
  });
});
