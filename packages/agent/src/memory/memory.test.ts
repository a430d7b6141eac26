import type { FeedName, Version } from '@phasegate/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_MEMORY, formatMemory, parseMemory } from './memory.ts';
import type { AgentMemory } from './memory.ts';

const memory: AgentMemory = {
  ...EMPTY_MEMORY,
  wentBackFrom: '1.1.0' as Version,
  attempt: { from: '1.0.0' as Version, to: '1.1.0' as Version, direction: 'forward' },
  lastFeed: {
    name: 'stable-rollout-10%' as FeedName,
    url: 'https://example.com/updates/linux/stable-rollout-10%25/appcast.xml',
    etag: '"abc"',
    bytes: new Uint8Array([0xef, 0xbb, 0xbf, 0, 255]),
  },
  notices: {
    'withdrawn:1.1.0:a': {
      severity: 'high',
      shownAt: 1,
      toldAt: 2,
      snoozes: 3,
      asideAt: 4,
      until: 5,
      broughtBack: true,
      acknowledged: true,
    },
  },
  seenAt: 6,
  failures: { version: '1.1.0' as Version, count: 2 },
  trust: {
    roots: [new Uint8Array([1, 2]), new Uint8Array([3])],
    counters: { sequence: 7, hashes: { stable: 'a'.repeat(64) }, timeFloor: 1, rootVersion: 2 },
    floor: '1.0.0' as Version,
    rootAskedAt: 2,
    unproven: { version: '1.1.0' as Version, floor: '1.0.0' as Version },
    lowerSince: 3,
  },
};

describe('the state file', () => {
  it('gives back what was remembered, the bytes of the feed to the last one', () => {
    expect(parseMemory(formatMemory(memory))).toEqual(memory);
    expect(parseMemory(formatMemory(EMPTY_MEMORY))).toEqual(EMPTY_MEMORY);
  });

  it('from before lives were kept still knows what was put aside', () => {
    const snoozed = { 'withdrawn:1.1.0:a': 7, 'went-back:1.1.0': Number.MAX_SAFE_INTEGER };
    const old = JSON.stringify({ schema: 'phasegate/agent@1', snoozed });
    expect(parseMemory(old)).toEqual({
      ...EMPTY_MEMORY,
      notices: {
        'withdrawn:1.1.0:a': { severity: 'critical', shownAt: 0, snoozes: 1, until: 7 },
        'went-back:1.1.0': { severity: 'medium', shownAt: 0, snoozes: 0, acknowledged: true },
      },
    });
  });

  it('cut off anywhere reads as no memory, never as part of one', () => {
    const text = formatMemory(memory);
    for (let length = 0; length < text.length - 1; length += 1) {
      expect(parseMemory(text.slice(0, length))).toBeUndefined();
    }
  });

  it.each([
    ['a version that is none', '"1.1.0"', '"one"'],
    ['a feed that is none of ours', 'stable-rollout-10%"', 'nightly"'],
    ['a direction that is none', '"forward"', '"sideways"'],
    ['another schema', 'agent@1', 'agent@2'],
    ['a root that is no base64', '"AQI="', '"*"'],
    ['a sequence that is no number', '"sequence":7', '"sequence":"7"'],
    ['a sequence below zero', '"sequence":7', '"sequence":-7'],
    ['a hash that is none', `"${'a'.repeat(64)}"`, '"a"'],
    ['a severity that is none', '"high"', '"grave"'],
    ['a time that is none', '"until":5', '"until":"5"'],
    ['a floor that is no version', '"floor":"1.0.0"', '"floor":"low"'],
  ])('with %s reads as no memory', (_what, from, to) => {
    expect(parseMemory(formatMemory(memory).replace(from, to))).toBeUndefined();
  });

  it('of many megabytes is read or refused, and never ends the app', () => {
    const bytes = new Uint8Array(8 * 2 ** 20).fill(65);
    const large = { ...memory, lastFeed: { ...memory.lastFeed, bytes } } as AgentMemory;
    expect(parseMemory(formatMemory(large))?.lastFeed?.bytes).toHaveLength(8 * 2 ** 20);
  });

  it.each(['A', 'AAA', 'AA=A', '====', 'A B=', 'AB==', 'über'])(
    'with feed bytes that are no base64 (%j) reads as no memory',
    (odd) => {
      const good = Buffer.from(memory.lastFeed?.bytes ?? []).toString('base64');
      expect(parseMemory(formatMemory(memory).replace(good, odd))).toBeUndefined();
    },
  );

  it('never throws, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseMemory(text)).toBeUndefined();
      }),
    );
  });
});
