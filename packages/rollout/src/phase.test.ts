import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allBuckets } from './bucket.ts';
import { feedNameOf } from './feed-name.ts';
import {
  DEFAULT_PHASES,
  FULL_PHASE,
  nextPhase,
  parsePhase,
  parsePhases,
  phasesFor,
  takesPart,
} from './phase.ts';
import type { Phase } from './phase.ts';

const percentages = fc.integer({ min: 1, max: 100 }).map((percent) => percent as Phase);

describe('a rollout', () => {
  it('reaches exactly as many of the hundred buckets as its percentage says', () => {
    for (let percent = 1; percent <= 100; percent += 1) {
      const reached = allBuckets().filter((bucket) => takesPart(bucket, percent as Phase));
      expect(reached).toHaveLength(percent);
    }
  });

  it('never drops a machine when it widens', () => {
    fc.assert(
      fc.property(percentages, percentages, (a, b) => {
        const [narrow, broad] = a < b ? [a, b] : [b, a];
        for (const bucket of allBuckets()) {
          expect(!takesPart(bucket, narrow) || takesPart(bucket, broad)).toBe(true);
        }
      }),
    );
  });

  it('sends buckets 0-9 to the 10 % feed, 10-49 to the 50 % feed and the rest to stable', () => {
    const feeds = allBuckets().map((bucket) =>
      feedNameOf(phasesFor(bucket, DEFAULT_PHASES)[0] ?? FULL_PHASE),
    );
    expect(feeds.slice(0, 10)).toEqual(Array(10).fill('stable-rollout-10%'));
    expect(feeds.slice(10, 50)).toEqual(Array(40).fill('stable-rollout-50%'));
    expect(feeds.slice(50)).toEqual(Array(50).fill('stable'));
  });

  it('lets every machine fall back to broader feeds, stable last', () => {
    for (const bucket of allBuckets()) {
      expect(phasesFor(bucket, DEFAULT_PHASES).at(-1)).toBe(100);
    }
  });

  it('widens step by step and ends at everybody', () => {
    expect(nextPhase(10 as Phase, DEFAULT_PHASES)).toBe(50);
    expect(nextPhase(50 as Phase, DEFAULT_PHASES)).toBe(100);
    expect(nextPhase(100 as Phase, DEFAULT_PHASES)).toBeUndefined();
  });
});

describe('a percentage', () => {
  it('is read with and without the sign', () => {
    expect([parsePhase('10'), parsePhase('10%'), parsePhase('100')]).toEqual([10, 10, 100]);
  });

  it.each(['', '0', '101', '1e1', '10.0', '+10', ' 10', '10 %', 'ten', 'NaN', '010', '10%%'])(
    'stops the rollout when it is written as %j; a typo never means everybody',
    (text) => expect(parsePhase(text)).toBeUndefined(),
  );

  it('comes in a list that rises and ends with everybody', () => {
    expect(parsePhases([1, 5, 25, 100])).toEqual([1, 5, 25, 100]);
    for (const odd of [
      [],
      [10],
      [50, 10, 100],
      [10, 10, 100],
      [0, 100],
      [10, 100, 100],
      [10.5, 100],
    ]) {
      expect(parsePhases(odd)).toBeUndefined();
    }
  });
});
