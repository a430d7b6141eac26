import { describe, expect, it } from 'vitest';
import { EDITABLE, outlineOf, sample, versionsIn } from '../../../test/feeds/sample.ts';
import { removeItem } from './edit.ts';
import { OPERATOR_LIMITS } from './limits.ts';
import { outlineAppcast } from './outline.ts';

describe('an outline', () => {
  it('knows where every item stands, whatever the file looks like', () => {
    for (const file of EDITABLE) {
      const text = sample(file);
      for (const found of outlineOf(text).items) {
        expect(text.slice(found.start, found.end)).toBe(found.text);
        expect(found.text).toMatch(/^<item[\s>][^]*<\/item>$/);
        for (const { start, end } of found.enclosures) {
          expect(text.slice(start, end)).toMatch(/^<enclosure\s[^]*(\/|<\/enclosure)>$/);
        }
      }
    }
  });

  it('reads versions as the reader does, and build numbers beside them', () => {
    expect(versionsIn(sample('by-hand.xml'))).toEqual([
      '1.3.0',
      '1.2.0',
      '1.1.0',
      '1.0.5',
      '1.0.0',
    ]);
    expect(outlineOf(sample('python-elementtree.xml')).items).toMatchObject([
      { version: '2.1.0', sparkleVersion: '2045' },
      { version: '2.0.0', sparkleVersion: '2.0.0' },
    ]);
    expect(versionsIn(sample('winsparkle.xml'))).toEqual(['3.2.1', '3.2.0', '3.1.0.77']);
  });

  it('finds what is ours', () => {
    const text = sample('phasegate.xml');
    const { advisories, feed, lastBuildDate } = outlineOf(text);
    expect(advisories.map(({ id }) => id)).toEqual(['2026-11-23-crash-on-open']);
    expect(text.slice(feed?.start, feed?.end)).toMatch(/^<phasegate:feed [^]*root="3"\/>$/);
    expect(text.slice(lastBuildDate?.openEnd, lastBuildDate?.closeStart)).toBe(
      'Mon, 23 Nov 2026 04:00:00 +0000',
    );
  });

  it.each([
    ['no xml', 'malformed'],
    ['<rss/>', 'not-an-appcast'],
    ['<rss><channel>\uD83D</channel></rss>', 'not-utf8'],
  ])('of %j is refused', (text, code) => {
    expect(outlineAppcast(text)).toMatchObject({ ok: false, problem: { code } });
    expect(removeItem(text, '1.0.0')).toMatchObject({
      ok: false,
      problem: { code: 'unreadable', feed: { code } },
    });
  });

  it('counts the bytes of a text, not its characters', () => {
    const text = `<rss><channel><title>${'é'.repeat(50)}</title></channel></rss>`;
    const limits = { ...OPERATOR_LIMITS, bytes: Buffer.byteLength(text) };
    expect(outlineAppcast(text, limits).ok).toBe(true);
    expect(outlineAppcast(text, { ...limits, bytes: limits.bytes - 1 })).toMatchObject({
      problem: { code: 'too-large' },
    });
  });
});
