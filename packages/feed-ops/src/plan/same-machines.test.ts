import { beforeEach, describe, expect, it } from 'vitest';

import {
  add,
  CONFIG,
  memoryProduct,
  move,
  phase,
  plainStart,
  refusalOf,
  start,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { Command } from '../command.ts';
import { whoGets } from '../who-gets.fixture.ts';

describe('a rollout that was paused', () => {
  it.each([1, 10, 33, 50, 100])(
    'at %i %% comes back to the very same machines, with the same bytes',
    async (share) => {
      const phases = [1, 10, 33, 50, 100].map((one) => phase(one)) as never;
      const product = await memoryProduct(['1.0.0'], { ...CONFIG, phases });
      await product.change(add('1.1.0'));
      await product.change(start('1.1.0', Math.min(share, 50)));
      if (share === 100) {
        await product.change(move('escalate', '1.1.0'));
      }
      const before = whoGets(product, { installed: '1.0.0', phases });
      const item = itemIn(product);
      expect(before.filter((one) => one === '1.1.0')).toHaveLength(share);
      await product.change(move('pause', '1.1.0'));
      expect(whoGets(product, { installed: '1.0.0', phases })).toEqual(before.map(() => '-'));
      expect(whoGets(product, { installed: '1.1.0', phases })).toEqual(before.map(() => '-'));
      await product.change(move('resume', '1.1.0'));
      expect(whoGets(product, { installed: '1.0.0', phases })).toEqual(before);
      expect(itemIn(product)).toBe(item);
    },
  );
});

describe('several platforms at once', () => {
  const config = { ...CONFIG, platforms: ['linux', 'macos', 'windows'] as const };
  let product: MemoryProduct;

  // linux at 50 %, macos at 10 %; windows does not have the release.
  beforeEach(async () => {
    product = await memoryProduct(['1.0.0'], config);
    await product.change(add('1.1.0'));
    await product.change(add('1.1.0', 'macos'));
    await product.change(plainStart('1.1.0'));
    await product.change({ ...move('escalate', '1.1.0'), platforms: ['linux'] } as Command);
  });

  const rollingOn = (platform: 'linux' | 'macos'): number =>
    whoGets(product, { installed: '1.0.0', platform }).filter((one) => one === '1.1.0').length;

  it('do what is to do on each, and the one that lacks the release is named', async () => {
    const paused = await product.change(move('pause', '1.1.0'));
    expect(paused.summary).toEqual([
      '1.1.0 on linux, macos leaves its feeds; machines that have it keep it',
      'windows does not have it; nothing changes there',
    ]);
    await product.change(move('resume', '1.1.0'));
    expect([rollingOn('linux'), rollingOn('macos')]).toEqual([50, 10]);
  });

  it('leave alone what is done already', async () => {
    await product.change({ ...move('pause', '1.1.0'), platforms: ['macos'] } as Command);
    const { summary, platforms } = await product.change(move('pause', '1.1.0'));
    expect(platforms).toEqual(['linux']);
    expect(summary.join('\n')).toContain('1.1.0 on macos is paused since');
  });

  it('do not escalate from different phases with one word, but with --each or one by one', async () => {
    expect(await product.run(move('escalate', '1.1.0'))).toMatchObject({
      refusal: {
        code: 'phases-differ',
        next: 'phasegate rollout escalate 1.1.0 --platform linux, or let each go its own next step with --each',
      },
    });
    const change = await product.change({ ...move('escalate', '1.1.0'), each: true } as Command);
    expect(change.headline).toBe('Escalate 1.1.0 to 100 % (linux), 50 % (macos) on linux, macos');
    expect(change.danger).toBe('type');
    expect([rollingOn('linux'), rollingOn('macos')]).toEqual([100, 50]);
  });

  it('say what to do without the one that stands in the way', async () => {
    await product.change({ ...move('pause', '1.1.0'), platforms: ['linux'] } as Command);
    const planned = await product.run(move('escalate', '1.1.0'));
    expect(planned).toMatchObject({
      refusal: {
        code: 'is-paused',
        next: 'phasegate rollout resume 1.1.0; or without it: --platform macos',
      },
    });
  });

  it('start where they are drafts, whatever is out elsewhere', async () => {
    await product.change(add('1.1.0', 'windows'));
    expect(await refusalOf(product, plainStart('1.1.0'))).toBe('wrong-phase');
    const only = { ...plainStart('1.1.0'), platforms: ['macos', 'windows'] as const };
    const { summary } = await product.change(only);
    expect(summary).toHaveLength(2);
    expect(summary[0]).toBe('1.1.0 on windows goes to 10 % of machines (buckets 0-9)');
  });
});

function itemIn(product: MemoryProduct): string {
  const text = product.feed('linux', 'stable-rollout-1%');
  return text.split('<item>').find((one) => one.includes('<sparkle:version>1.1.0<')) ?? '';
}
