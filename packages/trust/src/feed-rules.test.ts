import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countersAfterRoot, freshCounters, lostKey } from './counters.ts';
import type { FeedCounters } from './counters.ts';
import { verifyFeed } from './feed.ts';
import { feedHash, judgeFeed } from './feed-rules.ts';
import type { FeedClaim, FeedQuestion } from './feed-rules.ts';
import { generateKey } from './private-key.ts';
import type { Root } from './root.ts';
import type { RootFacts } from './root-write.ts';
import { factsOf, keyring, opened, role, rootBytes } from './root.fixture.ts';

const NOW = Date.parse('2026-11-23T04:00:00Z');
const HOUR = 3_600_000;
const expected = { app: 'com.example.notes', platform: 'linux', name: 'stable' };
const claim: FeedClaim = {
  ...expected,
  sequence: 42,
  issued: NOW - HOUR,
  expires: NOW + 720 * HOUR,
};
const question: FeedQuestion = {
  counters: freshCounters(1),
  claim,
  sha256: 'aa',
  expected,
  rootVersion: 1,
  now: NOW,
};

function ruling(changes: Partial<FeedClaim>, facts: Partial<FeedQuestion> = {}): string {
  const answer = judgeFeed({ ...question, claim: { ...claim, ...changes }, ...facts });
  return answer.kind === 'hold' ? answer.code : 'accept';
}

function accepted(facts: Partial<FeedQuestion>): FeedCounters {
  const answer = judgeFeed({ ...question, ...facts });
  if (answer.kind === 'hold') {
    throw new Error(answer.message);
  }
  return answer.counters;
}

const seen = accepted({});

describe('a feed whose signatures hold', () => {
  it('is accepted by a fresh install, which remembers sequence, bytes and time', () => {
    const counters = {
      sequence: 42,
      hashes: { stable: 'aa' },
      timeFloor: NOW - HOUR,
      rootVersion: 1,
    };
    expect(seen).toEqual(counters);
  });

  it('is accepted again as often as it comes, and changes nothing more', () => {
    expect(accepted({ counters: seen })).toEqual(seen);
  });

  it.each<[string, Partial<FeedClaim>]>([
    ['wrong-app', { app: 'com.example.other' }],
    ['wrong-platform', { platform: 'windows' }],
    ['wrong-name', { name: 'stable-rollout-10%' }],
    ['wrong-name', { name: 'Stable' }],
    ['missing-identity', { sequence: 0 }],
    ['missing-identity', { sequence: 2 ** 48 + 1 }],
    ['missing-identity', { sequence: 1.5 }],
    ['missing-identity', { issued: Number.NaN }],
    ['missing-identity', { expires: Number.NaN }],
    ['from-the-future', { issued: NOW + 24 * HOUR + 1 }],
    ['accept', { issued: NOW + 24 * HOUR }],
    ['expired', { expires: NOW }],
    ['accept', { expires: NOW + 1 }],
  ])('is ruled %s: %j', (code, changes) => {
    expect(ruling(changes)).toBe(code);
  });

  it('must say who it is', () => {
    expect(judgeFeed({ ...question, claim: undefined })).toMatchObject({
      code: 'missing-identity',
    });
  });

  it('is not accepted with a lower sequence than any feed before, of whatever name', () => {
    expect(ruling({ sequence: 41 }, { counters: seen })).toBe('replayed');
    const name = 'stable-rollout-10%';
    const other = { ...question, counters: seen, expected: { ...expected, name } };
    expect(judgeFeed({ ...other, claim: { ...claim, name, sequence: 41 } })).toMatchObject({
      code: 'replayed',
    });
  });

  it('is not accepted with the sequence known and other bytes', () => {
    expect(ruling({}, { counters: seen, sha256: 'bb' })).toBe('equivocation');
    expect(ruling({ sequence: 43 }, { counters: seen, sha256: 'bb' })).toBe('accept');
  });

  it('may differ from another feed of the same sequence, and each is remembered', () => {
    const name = 'stable-rollout-10%';
    const other = { claim: { ...claim, name }, expected: { ...expected, name }, sha256: 'bb' };
    const both = accepted({ ...other, counters: seen });
    expect(both.hashes).toEqual({ stable: 'aa', [name]: 'bb' });
    expect(judgeFeed({ ...question, ...other, sha256: 'aa', counters: both })).toMatchObject({
      code: 'equivocation',
    });
    expect(accepted({ counters: both, claim: { ...claim, sequence: 43 } }).hashes).toEqual({
      stable: 'aa',
    });
  });

  it('stays expired when the clock is set back: signed times count', () => {
    const late = accepted({ claim: { ...claim, issued: NOW, sequence: 43 } });
    expect(
      ruling({ sequence: 44, expires: NOW - 1 }, { counters: late, now: NOW - 2 * HOUR }),
    ).toBe('expired');
  });

  it('expires also as a copy that a 304 has confirmed', () => {
    expect(ruling({}, { counters: seen, now: claim.expires })).toBe('expired');
  });

  it('is not accepted under an older root than the machine has seen', () => {
    expect(ruling({}, { counters: { ...seen, rootVersion: 2 } })).toBe('root-went-back');
  });

  it('never lowers a counter, and after any refusals the next good feed is accepted', () => {
    const feeds = fc.record({
      sequence: fc.integer({ min: 1, max: 60 }),
      issued: fc.integer({ min: -900, max: 48 }).map((hours) => NOW + hours * HOUR),
      lifetime: fc.integer({ min: 1, max: 900 }),
      sha256: fc.constantFrom('aa', 'bb', 'cc'),
    });
    fc.assert(
      fc.property(fc.array(feeds, { maxLength: 20 }), (all) => {
        let counters = freshCounters(1);
        for (const { sequence, issued, lifetime, sha256 } of all) {
          const expires = issued + lifetime * HOUR;
          const answer = judgeFeed({
            ...question,
            counters,
            sha256,
            claim: { ...claim, sequence, issued, expires },
          });
          const after = answer.kind === 'accept' ? answer.counters : counters;
          expect(after.sequence).toBeGreaterThanOrEqual(counters.sequence);
          expect(after.timeFloor).toBeGreaterThanOrEqual(counters.timeFloor);
          counters = after;
        }
        const good = { ...claim, sequence: counters.sequence + 1 };
        expect(judgeFeed({ ...question, counters, claim: good })).toMatchObject({ kind: 'accept' });
      }),
    );
  });

  it('is known by the sha256 of its verified bytes', () => {
    const verdict = verifyFeed(Buffer.from('abc'), { kind: 'unsigned' });
    expect(verdict.ok && feedHash(verdict.verified)).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('counters that a thief has poisoned', () => {
  const keys = keyring();
  const added = generateKey();
  const rootOf = (version: number, changes: Partial<RootFacts> = {}): Root =>
    opened(rootBytes(factsOf(keys, { version, ...changes }), keys.root));
  const one = rootOf(1);
  const thief = { ...claim, sequence: 2 ** 48, issued: NOW + 24 * HOUR };
  const poisoned = accepted({ claim: thief });
  const honest = (counters: FeedCounters, rootVersion: number): string =>
    ruling({ sequence: 43 }, { counters, rootVersion });

  it('begin anew when the root takes the feed key away, and the next honest feed is accepted', () => {
    expect(honest(poisoned, 1)).toBe('replayed');
    const two = rootOf(2, { timestamp: role([added]) });
    const after = countersAfterRoot(poisoned, one, two);
    expect(after).toEqual(freshCounters(2));
    expect(honest(after, 2)).toBe('accept');
  });

  it('begin anew when one of two feed keys is taken away', () => {
    const wide = rootOf(2, { timestamp: role([...keys.timestamp, added]) });
    const narrow = rootOf(3, { timestamp: role([added]) });
    const between = countersAfterRoot(seen, one, wide);
    expect(between).toEqual({ ...seen, rootVersion: 2 });
    expect(countersAfterRoot(between, wide, narrow)).toEqual(freshCounters(3));
  });

  it.each<[string, Partial<RootFacts>]>([
    ['nothing', {}],
    ['the release key', { targets: role([generateKey()]) }],
    ['the root keys', { root: role([...keys.root, generateKey()], 3) }],
  ])('stay when the root changes %s: a replay must not become possible', (_, changes) => {
    expect(countersAfterRoot(seen, one, rootOf(2, changes))).toEqual({ ...seen, rootVersion: 2 });
  });

  it('do not begin anew a second time for a root they have seen', () => {
    const two = rootOf(2, { timestamp: role([added]) });
    const after = accepted({ counters: countersAfterRoot(poisoned, one, two), rootVersion: 2 });
    expect(countersAfterRoot(after, one, two)).toBe(after);
    expect(countersAfterRoot(after, two, one)).toBe(after);
  });

  it('tell apart which role has lost a key', () => {
    const two = rootOf(2, { targets: role([added]) });
    expect(lostKey(one, two, 'targets')).toBe(true);
    expect(lostKey(one, two, 'timestamp')).toBe(false);
  });
});
