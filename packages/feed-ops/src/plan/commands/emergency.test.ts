import { describe, expect, it } from 'vitest';

import { block, notice } from '../../advisories.fixture.ts';
import type { Command } from '../../command.ts';
import { clientFeed } from '../../feeds/client-view.ts';
import {
  add,
  CONFIG,
  lift,
  memoryProduct,
  move,
  refusalOf,
  start,
  stop,
} from '../../memory.fixture.ts';
import type { MemoryProduct } from '../../memory.fixture.ts';

const FEEDS = ['stable-rollout-10%', 'stable-rollout-50%', 'stable'] as const;

function versionsIn(product: MemoryProduct, feed: string): readonly string[] {
  return (
    clientFeed(product.feed('linux', feed), 'linux')?.releases.map(({ version }) => version) ?? []
  );
}

function everyFeed(product: MemoryProduct): readonly (readonly string[])[] {
  return FEEDS.map((feed) => versionsIn(product, feed));
}

function itemIn(product: MemoryProduct, version: string): string | undefined {
  const items = product.feed('linux', 'stable').match(/<item>[\s\S]*?<\/item>/g) ?? [];
  return items.find((item) => item.includes(`<sparkle:version>${version}<`));
}

describe('emergency stop', () => {
  it('takes everything that is rolling out of all feeds in one step and asks nothing', async () => {
    const product = await memoryProduct(['1.0.0']);
    for (const version of ['1.1.0', '1.2.0']) {
      await product.change(add(version));
      await product.change(start(version));
    }
    await product.change(move('escalate', '1.1.0'));
    expect(everyFeed(product)).toEqual([
      ['1.2.0', '1.1.0', '1.0.0'],
      ['1.1.0', '1.0.0'],
      ['1.0.0'],
    ]);
    const change = await product.change(stop());
    expect(change.danger).toBe('none');
    expect(everyFeed(product)).toEqual(FEEDS.map(() => ['1.0.0']));
    expect(await refusalOf(product, stop())).toBe('nothing-to-do');
  });

  it('that finds nothing rolling says what is stopped, and how to stop what everybody has', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await product.change(add('1.2.0'));
    await product.change(start('1.2.0'));
    await product.change(stop());
    expect(await product.run(stop())).toMatchObject({
      plan: {
        headline: expect.stringMatching(
          /^1\.2\.0 is stopped since 2026-\S+ and nothing is rolling on linux$/,
        ) as string,
        next: expect.stringMatching(/everybody has: phasegate emergency stop 1\.1\.0$/) as string,
      },
    });
    await product.change(stop('1.1.0'));
  });

  it('of the only release names a next step that is not refused itself', async () => {
    const product = await memoryProduct(['1.0.0']);
    const planned = await product.run(stop('1.0.0'));
    const next = planned.ok ? '' : planned.refusal.next;
    expect(next).toContain('phasegate notice --versions 1.0.0 --issue "..."');
    expect(next).not.toContain('block');
    expect(await refusalOf(product, block('1.0.0'))).toBe('only-fallback');
    const words = notice({ issue: 'Do not open large notebooks' });
    const range = block('1.0.0').range;
    await product.change({ ...words, range });
  });

  it('stops a release that is out for everybody, which only a lift brings back, the same for the same', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    const before = itemIn(product, '1.1.0');
    await product.change(stop('1.1.0'));
    expect(everyFeed(product)).toEqual(FEEDS.map(() => ['1.0.0']));
    expect(await refusalOf(product, move('resume', '1.1.0'))).toBe('is-stopped');
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('is-stopped');
    expect(await refusalOf(product, move('pause', '1.1.0'))).toBe('nothing-to-do');
    expect((await product.change(lift('1.1.0'))).danger).toBe('type');
    expect(versionsIn(product, 'stable')).toEqual(['1.1.0', '1.0.0']);
    expect(itemIn(product, '1.1.0')).toBe(before);
  });

  it('keeps in the ledger and in the history who stopped it and why, and who lifted that', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    await product.change(start('1.1.0'));
    await product.change(stop('1.1.0'));
    const stopped = JSON.parse(product.files.get('updates/linux/rollout.json') ?? '') as {
      releases: { stop?: unknown }[];
    };
    expect(stopped.releases[1]).toMatchObject({
      state: 'paused',
      phase: 10,
      stop: { by: 'Op <op@example.com>', reason: 'fire', at: expect.any(String) as string },
    });
    await product.change(lift('1.1.0'));
    expect(product.files.get('updates/linux/rollout.json')).not.toContain('"stop"');
    const lines = (product.files.get('updates/linux/history.jsonl') ?? '').trim().split('\n');
    const said = lines.map((line) => JSON.parse(line) as { command: string; reason: string });
    expect(said.slice(-2)).toMatchObject([
      { command: 'emergency-stop', reason: 'fire' },
      { command: 'emergency-lift', reason: 'it was the network' },
    ]);
  });

  it('holds on a release that was paused before: nobody resumes it by mistake', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    await product.change(start('1.1.0'));
    await product.change(move('pause', '1.1.0'));
    expect(await refusalOf(product, lift('1.1.0'))).toBe('is-paused');
    await product.change(stop('1.1.0'));
    expect(await refusalOf(product, move('resume', '1.1.0'))).toBe('is-stopped');
    expect(await refusalOf(product, stop('1.1.0'))).toBe('nothing-to-do');
  });

  it('leaves the last release of a platform there, and takes it out where there is another', async () => {
    const two = { ...CONFIG, platforms: ['linux', 'macos'] as const };
    const product = await memoryProduct(['1.0.0'], two);
    expect(await refusalOf(product, stop('1.0.0'))).toBe('only-fallback');
    await product.change(add('1.1.0', 'linux'));
    await product.change({ ...start('1.1.0'), platforms: ['linux'] });
    for (const share of [10, 50]) {
      await product.change({
        ...move('escalate', '1.1.0', share),
        platforms: ['linux'],
      } as Command);
    }
    const change = await product.change(stop('1.0.0'));
    expect(change.platforms).toEqual(['linux']);
    expect(change.summary.join()).toContain('1.0.0 on macos is the only release in stable');
    expect(versionsIn(product, 'stable')).toEqual(['1.1.0']);
  });

  it('is not held up by a draft of the same version on another platform', async () => {
    const two = { ...CONFIG, platforms: ['linux', 'macos'] as const };
    const product = await memoryProduct(['1.0.0'], two);
    await product.change(add('1.1.0', 'linux'));
    await product.change(add('1.1.0', 'macos'));
    await product.change({ ...start('1.1.0'), platforms: ['linux'] });
    expect((await product.change(stop('1.1.0'))).platforms).toEqual(['linux']);
  });
});
