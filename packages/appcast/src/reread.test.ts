import { readdirSync, readFileSync } from 'node:fs';
import { verifyFeed } from '@phasegate/trust';
import type { VerifiedFeedBytes } from '@phasegate/trust';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sample } from '../../../test/feeds/sample.ts';
import { readAppcast } from './read.ts';
import { feedReader } from './reread.ts';
import { spoiled } from './spoiled.fixture.ts';

const OPTIONS = { platform: 'linux', allowLoopbackHttp: true } as const;

function verified(bytes: Uint8Array): VerifiedFeedBytes {
  const verdict = verifyFeed(bytes, { kind: 'unsigned' });
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  return verdict.verified;
}

function expectSame(read: ReturnType<typeof feedReader>, bytes: Uint8Array): void {
  expect(read(verified(bytes))).toEqual(readAppcast(verified(bytes), OPTIONS));
}

describe('a reader that knows items from other feeds', () => {
  it('reads every sample as one that does not, whatever it has read before', () => {
    const read = feedReader(OPTIONS);
    const folder = new URL('../../../test/feeds/', import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
    expect(names.length).toBeGreaterThan(10);
    for (const name of [...names, ...names.reverse()]) {
      expectSame(read, readFileSync(new URL(name, folder)));
    }
  });

  it('does not take an item for the same where its prefixes mean something else', () => {
    const read = feedReader(OPTIONS);
    const text = sample('phasegate.xml');
    expectSame(read, Buffer.from(text));
    const other = text.replace(
      'xmlns:phasegate="urn:phasegate:appcast:1"',
      'xmlns:phasegate="urn:x"',
    );
    expectSame(read, Buffer.from(other));
    expectSame(read, Buffer.from(text.replace('<rss ', '<rss xmlns="urn:y" ')));
  });

  it('reads spoiled feeds, and feeds with items of others, as one that does not', () => {
    const read = feedReader(OPTIONS);
    fc.assert(
      fc.property(spoiled, (text) => {
        fc.pre(text !== '');
        expectSame(read, Buffer.from(text));
      }),
      { seed: 3, numRuns: 1500 },
    );
  });
});
