import { describe, expect, it } from 'vitest';
import {
  EDITABLE,
  done,
  exampleHead,
  feedOf,
  outlineOf,
  sample,
  versionsIn,
} from '../../../test/feeds/sample.ts';
import {
  addAdvisory,
  insertItem,
  markWithdrawn,
  portableItemXml,
  removeAdvisory,
  removeItem,
  replaceItem,
  setIdentity,
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

describe('inserting', () => {
  it.each(EDITABLE)('into %s and removing again gives the same bytes', (file) => {
    const text = sample(file);
    const inserted = done(insertItem(text, item));
    expect(versionsIn(inserted)).toEqual(['9.0.0', ...versionsIn(text)]);
    expect(feedOf(inserted, { platform: 'macos' }).releases[0]).toMatchObject({
      version: '9.0.0',
      packages: [{ kind: 'AppImage', sha512: `${'A'.repeat(86)}==` }],
    });
    expect(done(removeItem(inserted, '9.0.0'))).toBe(text);
  });

  it.each(EDITABLE)('an advisory into %s and removing it again gives the same bytes', (file) => {
    const text = sample(file);
    const mine = { ...advisory, id: 'mine' };
    const added = done(addAdvisory(text, mine));
    expect(feedOf(added).advisories).toContainEqual(mine);
    expect(outlineOf(added).items[0]?.start).toBeGreaterThanOrEqual(
      outlineOf(added).advisories.at(-1)?.end ?? Infinity,
    );
    expect(done(removeAdvisory(added, 'mine'))).toBe(text);
  });

  it('uses the prefixes of a file, and declares on the element what the file does not', () => {
    const python = sample('python-elementtree.xml').replace(
      'xmlns:ns0=',
      'xmlns:ns1="urn:phasegate:appcast:1" xmlns:ns0=',
    );
    expect(done(addAdvisory(python, advisory))).toContain('<ns1:advisory id="2026');
    expect(done(markWithdrawn(python, '2.1.0'))).toContain('<item ns0:withdrawn="true">');
    expect(done(addAdvisory(sample('by-hand.xml'), advisory))).toContain(
      '<phasegate:advisory xmlns:phasegate="urn:phasegate:appcast:1" id="2026',
    );
    const inserted = done(insertItem(sample('python-elementtree.xml'), item));
    expect(inserted).toMatch(/<item xmlns:sparkle="http[^"]*" xmlns:phasegate="urn:[^"]*">/);
  });

  it('never lets a prefix that means something else stand for ours', () => {
    const taken =
      '<rss xmlns:sparkle="urn:other" xmlns:phasegate="urn:else"><channel></channel></rss>';
    const inserted = done(insertItem(taken, item));
    expect(feedOf(inserted).releases.map(({ version }) => version)).toEqual(['9.0.0']);
    const added = done(setIdentity(done(addAdvisory(inserted, advisory)), identity));
    expect(added).toContain('<phasegate1:advisory xmlns:phasegate1="urn:phasegate:appcast:1"');
    expect(feedOf(added)).toMatchObject({ identity, advisories: [advisory] });
  });

  it('keeps the indentation and the line ends of the file', () => {
    const lines = done(insertItem(sample('by-hand-crlf-bom.xml'), item)).split('\r\n');
    expect(lines.join('')).not.toContain('\n');
    const at = lines.findIndex((line) => line.includes('>Notes 9.0.0<'));
    expect(lines[at - 1]).toMatch(/^ {4}<item xmlns:phasegate="[^"]*">$/);
    expect(lines[at + 8]).toBe('    <item>');
  });

  it.each([
    '<rss><channel/></rss>',
    '<rss><channel></channel></rss>',
    '<rss>\n  <channel>\n  </channel>\n</rss>',
    '<rss>\n<channel>\n<title>t</title>\n</channel>\n</rss>',
    '<rss>\n\t<channel>\n\t\t<lastBuildDate>x</lastBuildDate>\n\t</channel>\n</rss>',
    '<rss>\n  <channel><title>t</title></channel></rss>',
  ])('works where there is no item yet: %j', (text) => {
    const inserted = done(insertItem(text, item));
    expect(versionsIn(inserted)).toEqual(['9.0.0']);
    const removed = done(removeItem(inserted, '9.0.0'));
    expect(removed).toBe(text.replace('<channel/>', '<channel></channel>'));
  });

  it.each([
    ['<item/>', 'bad-item'],
    ['<item>', 'bad-item'],
    ['', 'bad-item'],
    ['<entry><sparkle:version>1.0.0</sparkle:version></entry>', 'bad-item'],
    [`${item}${item}`, 'bad-item'],
    [`${item}</channel></rss><!--`, 'bad-item'],
    [`<!DOCTYPE a>${item}`, 'bad-item'],
    [`<!-- c -->${item}`, 'bad-item'],
    ['<item><sparkle:version>1.0.0</sparkle:version><x:y/></item>', 'unbound-prefix'],
    ['<item><sparkle:version>1.3.0</sparkle:version></item>', 'item-exists'],
  ])('refuses %j', (xml, code) => {
    expect(insertItem(sample('by-hand.xml'), xml)).toMatchObject({ ok: false, problem: { code } });
  });

  it('refuses an advisory that is there, and one more than readers take', () => {
    const text = sample('phasegate.xml');
    expect(addAdvisory(text, advisory)).toMatchObject({ problem: { code: 'advisory-exists' } });
    let full = text;
    for (let at = 1; at < 64; at += 1) {
      full = done(addAdvisory(full, { ...advisory, id: String(at) }));
    }
    expect(feedOf(full).advisories).toHaveLength(64);
    const problem = { code: 'too-many-advisories' };
    expect(addAdvisory(full, { ...advisory, id: 'more' })).toMatchObject({ problem });
  });

  it('takes an item from one file to another, with what its prefixes mean', () => {
    const [first] = outlineOf(sample('python-elementtree.xml')).items;
    const portable = first === undefined ? '' : portableItemXml(first);
    expect(portable).toMatch(/^<item xmlns:ns0="http[^"]*sparkle">/);
    expect(insertItem(sample('by-hand.xml'), first?.text ?? '')).toMatchObject({
      problem: { code: 'unbound-prefix' },
    });
    const moved = feedOf(done(insertItem(sample('by-hand.xml'), portable)));
    const original = feedOf(sample('python-elementtree.xml'));
    expect(moved.releases[0]).toEqual(original.releases[0]);
    const [plain] = outlineOf(sample('sparkle-generate-appcast.xml')).items;
    expect(plain && portableItemXml(plain)).toBe(plain?.text);
  });
});

describe('replacing', () => {
  it('puts the new item where the old one stood', () => {
    const text = sample('by-hand.xml');
    const replaced = done(replaceItem(text, '1.2.0', item));
    expect(versionsIn(replaced)).toEqual(['1.3.0', '9.0.0', '1.1.0', '1.0.5', '1.0.0']);
    const [, old] = outlineOf(text).items;
    expect(done(replaceItem(replaced, '9.0.0', old?.text ?? ''))).toBe(text);
    expect(replaceItem(text, '8.8.8', item)).toMatchObject({ problem: { code: 'no-such-item' } });
    expect(replaceItem(text, '1.2.0', '<item/>')).toMatchObject({ problem: { code: 'bad-item' } });
    const other = '<item><sparkle:version>1.3.0</sparkle:version></item>';
    expect(replaceItem(text, '1.2.0', other)).toMatchObject({ problem: { code: 'item-exists' } });
  });
});
