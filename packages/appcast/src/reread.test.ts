import { readdirSync, readFileSync } from 'node:fs';
import { verifyFeed } from '@phasegate/trust';
import type { VerifiedFeedBytes } from '@phasegate/trust';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sample } from '../../../test/feeds/sample.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { outlineAppcast } from './outline.ts';
import type { OutlineOutcome } from './outline.ts';
import { readAppcast } from './read.ts';
import { feedOutliner } from './reoutline.ts';
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

interface Pair {
  readonly read: ReturnType<typeof feedReader>;
  readonly outline: ReturnType<typeof feedOutliner>;
}

function newPair(): Pair {
  const outline = feedOutliner(CLIENT_LIMITS);
  return { outline, read: feedReader(OPTIONS, outline) };
}

function expectSame({ read, outline }: Pair, bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('utf8');
  expect(outline(text)).toEqual(outlineAppcast(text, CLIENT_LIMITS));
  expect(read(verified(bytes))).toEqual(readAppcast(verified(bytes), OPTIONS));
}

describe('a reader that knows items from other feeds', () => {
  it('reads every sample as one that does not, whatever it has read before', () => {
    const read = newPair();
    const folder = new URL('../../../test/feeds/', import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
    expect(names.length).toBeGreaterThan(10);
    for (const name of [...names, ...names.reverse()]) {
      expectSame(read, readFileSync(new URL(name, folder)));
    }
  });

  it('does not take an item for the same where its prefixes mean something else', () => {
    const read = newPair();
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
    const read = newPair();
    fc.assert(
      fc.property(spoiled, (text) => {
        fc.pre(text !== '');
        expectSame(read, Buffer.from(text));
      }),
      { seed: 3, numRuns: 1500 },
    );
  });

  it.each([
    ['in a comment', (item: string) => `<!-- ${item} -->`],
    ['in CDATA', (item: string) => `<description><![CDATA[${item}]]></description>`],
    ['in another element', (item: string) => `<old>${item}</old>`],
    ['under other prefixes', (item: string) => `<old xmlns:sparkle="urn:x">${item}</old>`],
    ['in a second channel', (item: string) => `</channel><channel>${item}`],
    ['twice', (item: string) => `${item}${item}`],
    ['in an attribute', (item: string) => `<old a='${item}'/>`],
    ['behind an item that never ends', (item: string) => `<item>${item}`],
  ])('knows an item %s for what it is there', (_where, wrap) => {
    const pair = newPair();
    const text = sample('phasegate.xml');
    expectSame(pair, Buffer.from(text));
    const { outline } = outlineAppcast(text) as Extract<OutlineOutcome, { ok: true }>;
    const [item] = outline.items;
    const odd = text.replace(item?.text ?? '', (found) => wrap(found));
    expect(odd).not.toBe(text);
    expectSame(pair, Buffer.from(odd));
  });

  it('counts elements as one that does not', () => {
    const outline = feedOutliner({ ...CLIENT_LIMITS, elements: 40 });
    const item = '<item><a/><a/><a/><sparkle:version>1.0.0</sparkle:version></item>';
    const feed = (count: number): string =>
      `<rss xmlns:sparkle="http://www.andymatuschak.org/xml-namespaces/sparkle"><channel>${item.repeat(count)}</channel></rss>`;
    expect(outline(feed(2)).ok).toBe(true);
    expect(outline(feed(7)).ok).toBe(true);
    expect(outline(feed(8))).toMatchObject({ problem: { code: 'too-many-elements' } });
  });
});
