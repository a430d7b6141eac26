import type { Version } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { anchorAt, atEndOfChain, openAnchor, takeRoot } from './anchor.ts';
import { signedBy } from './embedded-root.ts';
import { EMPTY_TRUST } from '../memory/trust-memory.ts';
import type { TrustMemory } from '../memory/trust-memory.ts';
import { opened, rootFile, rootKeys } from './trust.fixture.ts';

const keys = rootKeys();
const newFeedKey = { ...keys, timestamp: rootKeys().timestamp };
const newReleaseKey = { ...keys, targets: rootKeys().targets };
const first = opened(rootFile(1, keys));
const counters = { sequence: 9, hashes: {}, timeFloor: 5, rootVersion: 1 };
const remembered: TrustMemory = {
  ...EMPTY_TRUST,
  roots: [first.bytes],
  counters,
  floor: '1.0.0' as Version,
};

describe('the anchor', () => {
  it('of a machine never seen before is the embedded root', () => {
    expect(openAnchor(first, EMPTY_TRUST)).toMatchObject({
      root: first,
      trust: { roots: [first.bytes], counters: { sequence: 0, rootVersion: 1 } },
    });
  });

  it('keeps its counters and its floor through a root that takes no key away', () => {
    const { trust } = takeRoot(openAnchor(first, remembered), opened(rootFile(2, keys)));
    expect(trust).toMatchObject({ counters: { ...counters, rootVersion: 2 }, floor: '1.0.0' });
  });

  it('begins counting anew where a feed key was taken away, and keeps the floor', () => {
    const { trust } = takeRoot(openAnchor(first, remembered), opened(rootFile(2, newFeedKey)));
    expect(trust).toMatchObject({ counters: { sequence: 0, timeFloor: 0 }, floor: '1.0.0' });
  });

  it('lets the floor down where a release key was taken away, and keeps counting', () => {
    const { trust } = takeRoot(openAnchor(first, remembered), opened(rootFile(2, newReleaseKey)));
    expect(trust).toMatchObject({ counters: { sequence: 9 }, floor: undefined });
  });

  it('does both for a root that came with a new build of the app', () => {
    const all = opened(rootFile(4, rootKeys()));
    expect(openAnchor(all, remembered)).toMatchObject({
      root: all,
      trust: { roots: [all.bytes], counters: { sequence: 0, rootVersion: 4 }, floor: undefined },
    });
  });

  it('loses neither when it walks again along roots it has seen', () => {
    const second = opened(rootFile(2, newFeedKey));
    const seen = { ...counters, rootVersion: 2 };
    const lost = anchorAt(first, { ...remembered, counters: seen });
    expect(takeRoot(lost, second)).toMatchObject({
      root: second,
      trust: { counters: seen, floor: '1.0.0' },
    });
  });

  it('is the newer of an embedded and the remembered roots, for an older build as well', () => {
    const second = opened(rootFile(2, keys));
    const third = opened(rootFile(3, keys));
    const roots = [first, second, third].map(({ bytes }) => bytes);
    const trust = { ...remembered, roots, counters: { ...counters, rootVersion: 3 } };
    for (const embedded of [first, second, third]) {
      expect(openAnchor(embedded, trust)).toMatchObject({ root: third, trust });
    }
  });

  it('stops before a remembered root that does not follow', () => {
    const stranger = opened(rootFile(2, rootKeys()));
    const trust = { ...remembered, roots: [first.bytes, stranger.bytes] };
    expect(openAnchor(first, trust)).toMatchObject({
      root: first,
      trust: { roots: [first.bytes] },
    });
  });

  it('begins anew for an app whose keys were all made anew, and not for other spaces in the file', () => {
    const other = opened(rootFile(1, rootKeys()));
    expect(openAnchor(other, remembered).trust).toMatchObject({
      counters: { sequence: 0 },
      floor: undefined,
    });
    const { root } = signedBy(JSON.parse(rootFile(1, keys)) as object);
    expect(openAnchor(root, remembered).trust.counters).toEqual(counters);
  });

  it('does not let counters of a root that was lost refuse every feed', () => {
    const ahead = { ...remembered, counters: { ...counters, rootVersion: 9 } };
    expect(openAnchor(first, ahead).trust.counters).toMatchObject({ sequence: 0, rootVersion: 1 });
  });

  it('counts anew once the published chain has ended below a root that the counters have seen', () => {
    const seen = { ...counters, rootVersion: 6 };
    const lost = anchorAt(first, { ...remembered, counters: seen });
    expect(atEndOfChain(lost, 7).trust).toMatchObject({
      counters: { sequence: 0, rootVersion: 1 },
      floor: '1.0.0',
      rootAskedAt: 7,
    });
    const whole = anchorAt(first, remembered);
    expect(atEndOfChain(whole, 7).trust.counters).toBe(counters);
  });

  it('counts from nothing where nothing was counted', () => {
    expect(anchorAt(first, EMPTY_TRUST).trust.counters).toMatchObject({ sequence: 0 });
  });
});

it.each([undefined, '', '{}', 7, {}])('%j is no root to embed', (root) => {
  expect(() => signedBy(root)).toThrow(/the root cannot be trusted/);
});
