import { compareVersions } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { clientFeed, wrongOffers } from '../feeds/client-view.ts';
import type { Command } from '../command.ts';
import { breachesOf } from '../feeds/invariants.ts';
import { add, CONFIG, memoryProduct, move, NOW, rollback, start, stop } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';

const VERSIONS = ['1.0.0', '1.1.0', '1.1.1', '1.2.0-beta.1', '2.0.0'];

const version = fc.constantFrom(...VERSIONS);
const command: fc.Arbitrary<Command> = fc.oneof(
  version.map((one) => add(one)),
  fc
    .tuple(
      version,
      fc.constantFrom(10, 50, 100, undefined),
      fc.constantFrom('overtake' as const, 'beside' as const),
    )
    .map(([one, at, overlap]) => start(one, at, overlap)),
  version.map((one): Command => ({
    kind: 'schedule',
    version: one as Version,
    // The fixture lets a minute go by between commands, so that steps become due.
    plan: { kind: 'every', every: 60_000 },
    platforms: undefined,
  })),
  fc.constant<Command>({ kind: 'advance', platforms: undefined }),
  fc
    .tuple(fc.constantFrom('pause' as const, 'resume' as const), version)
    .map(([kind, one]) => move(kind, one)),
  { weight: 2, arbitrary: version.map((one) => move('escalate', one)) },
  fc
    .tuple(
      fc.uniqueArray(version, { minLength: 1, maxLength: 2 }),
      fc.constantFrom('remove' as const, 'mark' as const),
    )
    .map(([some, method]) => rollback(some, { method })),
  fc.option(version, { nil: undefined }).map((one) => stop(one)),
);

it(
  'never breaks an invariant, whatever operators ask for in whatever order',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 14 }), async (commands) => {
        const product = await memoryProduct();
        const known = VERSIONS.slice(0, 3);
        for (const each of [...known.map((one) => add(one)), start('1.0.0', 100), ...commands]) {
          await mustHold(product, each);
        }
      }),
      { numRuns: 25, seed: 20_261_123 },
    );
  },
);

async function mustHold(product: MemoryProduct, each: Command): Promise<void> {
  const before = await product.snapshot();
  const planned = await product.run(each);
  // A refusal of this kind would be a fault of the planner, caught by its own last check.
  expect(planned.ok ? '' : planned.refusal.code).not.toBe('broken-invariant');
  const [state] = (await product.snapshot()).states;
  const [was] = before.states;
  if (state === undefined || was === undefined) {
    throw new Error('the product has no platform');
  }
  expect(
    breachesOf(state, { app: CONFIG.app, trust: { kind: 'unsigned' } }, NOW + 86_400_000),
  ).toEqual([]);
  expect(wrongOffers(state, NOW + 86_400_000)).toEqual([]);
  expect(state.ledger.sequence).toBeGreaterThanOrEqual(was.ledger.sequence);
  for (const release of was.ledger.releases.filter((one) => one.state === 'withdrawn')) {
    expect(state.ledger.releases).toContainEqual(release);
  }
  const feeds = state.feeds.map(({ text }) => clientFeed(text, 'linux')?.releases ?? []);
  for (const releases of feeds) {
    const sorted = [...releases].sort((a, b) => compareVersions(b.version, a.version));
    expect(releases).toEqual(sorted);
  }
}
