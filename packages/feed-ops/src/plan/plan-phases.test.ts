import { allBuckets, parsePhases, parseVersion, phasesFor } from '@phasegate/rollout';
import type { Phases, Version } from '@phasegate/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { add, CONFIG, memoryProduct, move, NOW, refusalOf, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { ChangePhases } from '../command.ts';
import { breachesOf } from '../feeds/invariants.ts';
import { shares, whoGets } from '../who-gets.fixture.ts';

const list = (...percentages: readonly number[]): Phases => parsePhases(percentages) as Phases;
const to = (...percentages: readonly number[]): ChangePhases => ({
  kind: 'phases',
  phases: list(...percentages),
  reason: undefined,
});

async function rollingAt(share: number, phases: Phases): Promise<MemoryProduct> {
  const product = await memoryProduct(['1.0.0'], { ...CONFIG, phases });
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0', share));
  return product;
}

async function expectSound(product: MemoryProduct): Promise<void> {
  const { states } = await product.snapshot();
  const about = { app: CONFIG.app, trust: { kind: 'unsigned' } } as const;
  expect(states.flatMap((state) => breachesOf(state, about, NOW))).toEqual([]);
}

describe('other phases', () => {
  it('make the new feeds on every platform in one step, keep those of before, and write the config', async () => {
    const product = await memoryProduct(['1.0.0'], { ...CONFIG, platforms: ['linux', 'macos'] });
    const change = await product.change(to(5, 25, 100));
    expect(change.headline).toBe('Change the phases of Notes to 5, 25, 100');
    expect(change.danger).toBe('ask');
    expect(change.summary).toEqual([
      'stable-rollout-5%, stable-rollout-25%: new, on linux, macos',
      'stable-rollout-10%, stable-rollout-50%: for apps that were built before, as long as there are any',
    ]);
    const { config, states } = await product.snapshot();
    expect(config).toMatchObject({ phases: [5, 25, 100], formerPhases: [10, 50] });
    expect(states.map(({ feeds }) => feeds.map((feed) => feed.phase))).toEqual([
      [5, 10, 25, 50, 100],
      [5, 10, 25, 50, 100],
    ]);
    await expectSound(product);
    expect(await refusalOf(product, to(5, 25, 100))).toBe('nothing-to-do');
  });

  it('are gone through by the next rollout, also by apps that know the old ones alone', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(to(5, 25, 100));
    await product.change(add('1.1.0'));
    await product.change(start('1.1.0'));
    expect(shares(product, '1.0.0', list(5, 25, 100))).toBe('1.1.0: 0-4, -: 5-99');
    expect(shares(product, '1.0.0')).toBe('-: 0-99');
    await product.change(move('escalate', '1.1.0'));
    expect(shares(product, '1.0.0', list(5, 25, 100))).toBe('1.1.0: 0-24, -: 25-99');
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-9, -: 10-99');
    await product.change(move('escalate', '1.1.0'));
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-99');
  });

  it('leave a rollout under way where it is, as long as its phase stays', async () => {
    const product = await rollingAt(10, list(10, 50, 100));
    await product.change(to(1, 10, 100));
    expect(shares(product, '1.0.0', list(1, 10, 100))).toBe('1.1.0: 0-9, -: 10-99');
    await product.change(move('escalate', '1.1.0'));
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-99');
  });

  it('are refused while a release stands or is about to go where there would be none', async () => {
    const product = await rollingAt(10, list(10, 50, 100));
    expect(await product.run(to(5, 50, 100))).toMatchObject({
      refusal: {
        code: 'wrong-phase',
        message: '1.1.0 on linux is rolling at 10 %, which would be no phase any more',
      },
    });
    const version = parseVersion('1.1.0') as Version;
    const plan = { kind: 'every', every: 3_600_000 } as const;
    await product.change({ kind: 'schedule', version, plan, platforms: undefined });
    expect(await refusalOf(product, to(10, 100))).toBe('wrong-phase');
    await product.change(move('pause', '1.1.0'));
    expect(await refusalOf(product, to(5, 100))).toBe('wrong-phase');
    await product.change(to(10, 100));
  });

  it('that are taken back find the feeds of before', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(to(5, 25, 100));
    await product.change(to(10, 50, 100));
    expect((await product.snapshot()).config).toMatchObject({
      phases: [10, 50, 100],
      formerPhases: [5, 25],
    });
    await expectSound(product);
  });

  it('keep what else stands in the config', async () => {
    const product = await memoryProduct(['1.0.0']);
    const text = product.files.get('phasegate.json') ?? '';
    product.files.set('phasegate.json', text.replace('{', '{\n  "$schema": "x",'));
    await product.change(to(5, 100));
    expect(product.files.get('phasegate.json')).toContain('"$schema": "x"');
  });
});

const anyPhases = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 0, maxLength: 5 })
  .map((some) => list(...some.sort((a, b) => a - b), 100));

/** With 100 alone there is no rollout: a second release cannot start there. */
const severalPhases = anyPhases.filter((phases) => phases.length > 1);

it('give every bucket exactly what its phase says, for any list of phases', async () => {
  await fc.assert(
    fc.asyncProperty(severalPhases, async (phases) => {
      const product = await rollingAt(phases[0] ?? 100, phases);
      for (const share of phases) {
        expect(whoGets(product, { installed: '1.0.0', phases })).toEqual(
          allBuckets().map((bucket) => (bucket < share ? '1.1.0' : '-')),
        );
        if (share < 100) {
          await product.change(move('escalate', '1.1.0'));
        }
      }
    }),
    { numRuns: 12, seed: 20_261_126 },
  );
}, 120_000);

it('never give a machine more than its release is open to, whatever phases its build knows', async () => {
  const lists = fc.array(anyPhases, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(anyPhases, lists, anyPhases, async (first, changes, unknown) => {
      const product = await memoryProduct(['1.0.0'], { ...CONFIG, phases: first });
      for (const phases of changes) {
        await product.run({ kind: 'phases', phases, reason: undefined });
      }
      await expectSound(product);
      const now = changes.at(-1) ?? first;
      const share = now[0] ?? 100;
      if (share === 100) {
        return;
      }
      await product.change(add('1.1.0'));
      await product.change(start('1.1.0'));
      for (const phases of [first, ...changes]) {
        // Every list that there ever was has all its feeds: the narrowest that a machine knows decides.
        expect(whoGets(product, { installed: '1.0.0', phases })).toEqual(
          allBuckets().map((bucket) =>
            (phasesFor(bucket, phases)[0] ?? 100) <= share ? '1.1.0' : '-',
          ),
        );
      }
      const early = whoGets(product, { installed: '1.0.0', phases: unknown });
      expect(early.findLastIndex((one) => one === '1.1.0')).toBeLessThan(share);
    }),
    { numRuns: 12, seed: 20_261_126 },
  );
}, 120_000);
