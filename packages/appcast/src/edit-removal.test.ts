import { describe, expect, it } from 'vitest';
import { EDITABLE, done, outlineOf, sample, versionsIn } from '../../../test/feeds/sample.ts';
import { markWithdrawn, removeAdvisory, removeItem, unmarkWithdrawn } from './edit.ts';

/** The text without the lines that an element stands on. */
function withoutLines(text: string, { start, end }: { start: number; end: number }): string {
  const lines = text.split('\n');
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  return [...lines.slice(0, lineAt(start)), ...lines.slice(lineAt(end) + 1)].join('\n');
}

describe('removing', () => {
  it.each(EDITABLE.filter((file) => file !== 'minified.xml'))(
    'from %s changes only its lines',
    (file) => {
      const text = sample(file);
      for (const found of outlineOf(text).items) {
        const version = found.version ?? '';
        const removed = done(removeItem(text, version));
        expect(versionsIn(removed)).toEqual(versionsIn(text).filter((other) => other !== version));
        expect(removed).not.toMatch(/\n[ \t]*\r?\n[ \t]*\r?\n/);
      }
      const whole = outlineOf(text).items.filter(
        ({ start, end }) =>
          /[\r\n][ \t]*$/.test(text.slice(0, start)) && /^[ \t]*[\r\n]/.test(text.slice(end)),
      );
      for (const found of file === 'several-systems.xml' ? [] : whole) {
        expect(done(removeItem(text, found.version ?? ''))).toBe(withoutLines(text, found));
      }
    },
  );

  it('takes the element alone where others share its line', () => {
    const hand = sample('by-hand.xml');
    const before = '<item><title>Notes 1.1.0</title>';
    const removed = done(removeItem(hand, '1.0.5'));
    expect(removed.split('\n').find((line) => line.includes(before))).toMatch(/<\/item>$/);
    const first = done(removeItem(hand, '1.1.0'));
    expect(first).toContain('\n  <item sparkle:withdrawn="true">');
    expect(done(removeItem(hand, '1.2.0'))).toContain('\n\t <!-- stays -->\n');
    const minified = sample('minified.xml');
    const both = done(removeItem(done(removeItem(minified, '1.1.0')), '1.0.0'));
    expect(both).toMatch(/<title>Notes<\/title><\/channel><\/rss>$/);
  });

  it('leaves signatures and comments behind the feed', () => {
    const text = sample('sparkle-generate-appcast.xml');
    const removed = done(removeItem(text, '2.0.0'));
    const tail = text.slice(text.indexOf('</rss>'));
    expect(removed.endsWith(tail)).toBe(true);
  });

  it('takes every item of a version, where each system has its own', () => {
    const removed = done(removeItem(sample('several-systems.xml'), '1.1.0'));
    expect(versionsIn(removed)).toEqual(['1.0.0']);
  });

  it('finds a build number as the script in the specification does', () => {
    const text = sample('sparkle-generate-appcast.xml');
    expect(done(removeItem(text, '2045'))).toBe(done(removeItem(text, '2.1.0')));
  });

  it('says what is not there', () => {
    const text = sample('by-hand.xml');
    for (const edit of [removeItem, markWithdrawn, unmarkWithdrawn]) {
      expect(edit(text, '7.7.7')).toEqual({
        ok: false,
        problem: { code: 'no-such-item', message: 'The feed has no item of version 7.7.7.' },
      });
    }
    expect(removeAdvisory(text, 'x')).toMatchObject({ problem: { code: 'no-such-advisory' } });
  });

  it('changes one item of ten thousand and nothing else', () => {
    const xml = (at: number): string =>
      `  <item>\n    <s:version>1.0.${at}</s:version>\n    <enclosure url="https://example.com/${at}.zip"/>\n  </item>\n`;
    const items = Array.from({ length: 10_000 }, (_, at) => xml(at));
    const feed = (body: readonly string[]): string =>
      `<rss xmlns:s="http://www.andymatuschak.org/xml-namespaces/sparkle">\n<channel>\n${body.join('')}</channel>\n</rss>\n`;
    expect(done(removeItem(feed(items), '1.0.5000'))).toBe(
      feed([...items.slice(0, 5000), ...items.slice(5001)]),
    );
  });
});
