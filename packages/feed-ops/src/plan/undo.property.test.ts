import { parseVersionRange } from '@phasegate/rollout';
import type { VersionRange } from '@phasegate/rollout';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { NO_WORDS } from '../advisories/words.ts';
import type { Command } from '../command.ts';
import { wrongOffers } from '../feeds/client-view.ts';
import { breachesOf } from '../feeds/invariants.ts';
import { add, CONFIG, memoryProduct, move, NOW, rollback, start, stop } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { offersTo } from '../offers.fixture.ts';

const VERSIONS = ['1.0.0', '1.1.0', '1.1.1', '2.0.0'];
const RANGES = ['1.1.x', '>=1.1.1 <2.1.0', '1.0.0'] as const;
const WHEN = { phases: CONFIG.phases, now: NOW + 86_400_000 };

const version = fc.constantFrom(...VERSIONS);
const range = fc.constantFrom(...RANGES);
const command: fc.Arbitrary<Command> = fc.oneof(
  version.map((one) => start(one)),
  fc
    .tuple(fc.constantFrom('pause' as const, 'resume' as const), version)
    .map(([kind, one]) => move(kind, one)),
  { weight: 3, arbitrary: version.map((one) => move('escalate', one)) },
  fc
    .tuple(version, fc.constantFrom('remove' as const, 'mark' as const))
    .map(([one, method]) => rollback([one], { method })),
  fc.option(version, { nil: undefined }).map((one) => stop(one)),
  range.map((text) => ({
    kind: 'block' as const,
    range: parseVersionRange(text) as VersionRange,
    reason: 'bad',
    words: NO_WORDS,
    platforms: undefined,
  })),
  range.map((what) => ({
    kind: 'unblock' as const,
    what,
    reason: undefined,
    platforms: undefined,
  })),
);

const UNDO: Command = {
  kind: 'undo',
  sequence: undefined,
  at: undefined,
  reason: 'a slip',
  platforms: undefined,
  past: [],
};

it(
  'takes any command back for every bucket and every installed version, and its own undo brings it back',
  { timeout: 120_000 },
  async () => {
    let undone = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 8 }), async (commands) => {
        const product = await memoryProduct();
        const begun = [
          start('1.0.0', 100),
          start('1.1.0'),
          start('1.1.1'),
          move('escalate', '1.1.0'),
        ];
        for (const each of [...VERSIONS.map((one) => add(one)), ...begun]) {
          await product.change(each);
        }
        for (const each of commands) {
          undone += (await thereAndBack(product, each)) ? 1 : 0;
        }
      }),
      { numRuns: 20, seed: 20_261_126 },
    );
    // The property would hold of commands that are all refused.
    expect(undone).toBeGreaterThan(25);
  },
);

async function thereAndBack(product: MemoryProduct, each: Command): Promise<boolean> {
  const before = offersTo(product, VERSIONS, WHEN);
  const planned = await product.run(each);
  await mustHold(product);
  if (!planned.ok || planned.plan.kind !== 'change') {
    return false;
  }
  const after = offersTo(product, VERSIONS, WHEN);
  await product.change(UNDO);
  expect(offersTo(product, VERSIONS, WHEN)).toEqual(before);
  await mustHold(product);
  await product.change(UNDO);
  expect(offersTo(product, VERSIONS, WHEN)).toEqual(after);
  await mustHold(product);
  return true;
}

async function mustHold(product: MemoryProduct): Promise<void> {
  const [state] = (await product.snapshot()).states;
  if (state === undefined) {
    throw new Error('the product has no platform');
  }
  const about = { app: CONFIG.app, trust: { kind: 'unsigned' } } as const;
  expect(breachesOf(state, about, WHEN.now)).toEqual([]);
  expect(wrongOffers(state, WHEN.now)).toEqual([]);
}
