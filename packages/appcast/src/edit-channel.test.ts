import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EDITABLE,
  done,
  exampleHead,
  feedOf,
  sample,
  versionsIn,
} from '../../../test/feeds/sample.ts';
import {
  addAdvisory,
  insertItem,
  markWithdrawn,
  removeAdvisory,
  removeItem,
  setIdentity,
  setLastBuildDate,
} from './edit.ts';
import { itemXml } from './write-item.ts';

const { advisory, identity } = exampleHead();
const item = itemXml({
  version: '9.0.0',
  title: 'Notes 9.0.0',
  pubDate: 'Mon, 23 Nov 2026 04:00:00 +0000',
  notes: 'Nine\nand more',
  packages: [
    {
      url: 'https://example.com/9.AppImage',
      length: 9,
      sha512: `${'A'.repeat(86)}==`,
      arch: 'x64',
      kind: 'AppImage',
    },
  ],
});

describe('the head of the channel', () => {
  it('changes in its values alone', () => {
    const text = sample('phasegate.xml');
    expect(done(setIdentity(text, identity))).toBe(text);
    const next = { ...identity, sequence: 43, issued: '2026-11-24T04:00:00Z' };
    const edited = done(setIdentity(text, next));
    expect(edited).toBe(
      text
        .replace('sequence="42"', 'sequence="43"')
        .replace('issued="2026-11-23T04:00:00Z" expires', 'issued="2026-11-24T04:00:00Z" expires'),
    );
    const date = 'Tue, 24 Nov 2026 04:00:00 +0000';
    expect(done(setLastBuildDate(text, date))).toBe(
      text.replace('Mon, 23 Nov 2026 04:00:00 +0000', date),
    );
  });

  it('fills a date that is empty', () => {
    const empty = '<rss><channel><lastBuildDate/></channel></rss>';
    expect(done(setLastBuildDate(empty, 'a & b'))).toBe(
      '<rss><channel><lastBuildDate>a &amp; b</lastBuildDate></channel></rss>',
    );
  });

  it('gains and loses the hint at a root', () => {
    const text = sample('phasegate.xml');
    const without = done(setIdentity(text, { ...identity, root: undefined }));
    expect(feedOf(without).identity).toEqual({ ...identity, root: undefined });
    expect(done(setIdentity(without, identity))).toBe(text);
  });

  it.each(EDITABLE)('is written into %s where it has none', (file) => {
    const text = sample(file);
    const edited = done(
      setLastBuildDate(done(setIdentity(text, identity)), 'Thu, 1 Jan 2026 00:00:00 +0000'),
    );
    expect(feedOf(edited).identity).toEqual(identity);
    expect(edited).toContain('<lastBuildDate>Thu, 1 Jan 2026 00:00:00 +0000</lastBuildDate>');
    expect(versionsIn(edited)).toEqual(versionsIn(text));
  });
});

describe('any run of edits', () => {
  it('leaves all the rest of the file as it was', () => {
    const versions = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...EDITABLE), versions, (file, minors) => {
        const text = sample(file);
        let edited = text;
        for (const minor of minors) {
          edited = done(insertItem(edited, item.replaceAll('9.0.0', `9.${minor}.0`)));
          edited = done(addAdvisory(edited, { ...advisory, id: `a${minor}` }));
          edited = done(markWithdrawn(edited, `9.${minor}.0`));
        }
        expect(feedOf(edited).advisories.length).toBeGreaterThanOrEqual(minors.length);
        for (const minor of minors) {
          edited = done(removeItem(edited, `9.${minor}.0`));
          edited = done(removeAdvisory(edited, `a${minor}`));
        }
        expect(edited).toBe(text);
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
