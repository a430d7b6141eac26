import { openRoot } from '@phasegate/trust';
import type { FeedCounters } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';
import { v } from '../agent.fixture.ts';
import { mergedTrust } from './merged-trust.ts';
import { rootFile, rootKeys } from '../check/trust.fixture.ts';
import { EMPTY_TRUST } from './trust-memory.ts';
import type { TrustMemory } from './trust-memory.ts';

const keys = rootKeys();
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const one = bytes(rootFile(1, keys));
const same = bytes(rootFile(2, keys));
/** Root 2 as it is after the feed key, or the release key, was taken away. */
const otherFeedKey = bytes(rootFile(2, { ...keys, timestamp: rootKeys().timestamp }));
const otherReleaseKey = bytes(rootFile(2, { ...keys, targets: rootKeys().targets }));

const memory = (
  roots: readonly Uint8Array[],
  counters: Partial<FeedCounters>,
  more: Partial<TrustMemory> = {},
): TrustMemory => {
  const last = openRoot(roots.at(-1) ?? new Uint8Array());
  const rootVersion = last.ok ? last.root.version : 0;
  const full = { sequence: 0, hashes: {}, timeFloor: 0, rootVersion, ...counters };
  return { ...EMPTY_TRUST, roots, counters: full, ...more };
};

describe('what two instances have seen', () => {
  it.each([
    [
      'the higher sequence, with its own hashes',
      { sequence: 5 },
      { sequence: 7, hashes: { a: 'x' } },
    ],
    ['the later time', { timeFloor: 10 }, { timeFloor: 20 }],
  ])('comes to %s, whoever writes last', (_, low, high) => {
    const [behind, ahead] = [memory([one], low), memory([one], high)];
    expect(mergedTrust(behind, ahead)).toEqual(ahead);
    expect(mergedTrust(ahead, behind)).toEqual(ahead);
  });

  it('keeps the hashes of every feed at the same sequence, and the later time of a lower one', () => {
    const mine = memory([one], { sequence: 5, hashes: { stable: 'a' }, timeFloor: 9 });
    const disk = memory([one], { sequence: 5, hashes: { 'stable-rollout-50%': 'b' } });
    expect(mergedTrust(mine, disk).counters).toMatchObject({
      hashes: { stable: 'a', 'stable-rollout-50%': 'b' },
    });
    const higher = memory([one], { sequence: 6, timeFloor: 3 });
    expect(mergedTrust(higher, mine).counters).toMatchObject({ sequence: 6, timeFloor: 9 });
  });

  it('keeps the higher floor, and what is the instance’s own', () => {
    const mine = memory([one], {}, { floor: v('1.0.0'), lowerSince: 7, rootAskedAt: 8 });
    const disk = memory([one], {}, { floor: v('1.1.0'), lowerSince: 1 });
    expect(mergedTrust(mine, disk)).toEqual({ ...mine, floor: '1.1.0' });
    expect(mergedTrust({ ...mine, floor: undefined }, disk).floor).toBe('1.1.0');
  });

  it('goes on along the roots that only one of them knows, without losing a sequence', () => {
    const behind = memory([one], { sequence: 9 });
    const ahead = memory([one, same], { sequence: 4 });
    const both = { roots: [one, same], counters: { sequence: 9, rootVersion: 2 } };
    expect(mergedTrust(behind, ahead)).toMatchObject(both);
    expect(mergedTrust(ahead, behind)).toMatchObject(both);
  });

  it('begins anew where a newer root took the feed key away, however high the old counters are', () => {
    const poisoned = memory([one], { sequence: 2 ** 40, timeFloor: 2 ** 40 });
    const anew = memory([one, otherFeedKey], { sequence: 3, timeFloor: 5 });
    expect(mergedTrust(poisoned, anew)).toEqual(anew);
    expect(mergedTrust(anew, poisoned)).toEqual(anew);
  });

  it('lets the floor go where a newer root took the release key away', () => {
    const poisoned = memory([one], {}, { floor: v('9.0.0') });
    const anew = memory([one, otherReleaseKey], {}, { floor: v('1.0.0') });
    expect(mergedTrust(poisoned, anew).floor).toBe('1.0.0');
    expect(mergedTrust(anew, poisoned).floor).toBe('1.0.0');
  });
});

describe('a file does not count', () => {
  const mine = memory([one], { sequence: 5 }, { floor: v('1.0.0') });
  const high = { sequence: 99 };
  const strange = rootKeys();

  it.each<[string, TrustMemory]>([
    ['that remembers nothing', EMPTY_TRUST],
    ['without roots', memory([], high)],
    ['with garbage for roots', memory([bytes('{}')], high)],
    ['of other keys', memory([bytes(rootFile(1, strange))], high)],
    ['whose next root is somebody else’s', memory([one, bytes(rootFile(2, strange))], high)],
    ['whose counters have seen a root that it has not', memory([one], { ...high, rootVersion: 9 })],
  ])('%s', (_, disk) => {
    expect(mergedTrust(mine, disk)).toBe(mine);
  });

  it('for an app that asks for no signatures', () => {
    expect(mergedTrust(EMPTY_TRUST, mine)).toBe(EMPTY_TRUST);
  });
});
