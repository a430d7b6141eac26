import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelOf, feedOf, readAs } from '../../../test/feeds/sample.ts';
import { CLIENT_LIMITS, OPERATOR_LIMITS } from './limits.ts';
import { outlineAppcast } from './outline.ts';
import type { FeedProblemCode } from './problem.ts';
import { scan } from './scan.ts';

const folder = new URL('../../../test/vectors/xml-attacks/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as {
  readonly files: readonly { readonly file: string; readonly expect: string }[];
  readonly generated: readonly { readonly name: string; readonly make: string }[];
};
const attack = (file: string): Buffer => readFileSync(new URL(file, folder));

/** What must come of each file: a refusal of the whole, or the feed that is left. */
const EXPECTED: Readonly<Record<string, FeedProblemCode | object>> = {
  'billion-laughs-small.xml': 'doctype',
  'cdata-end-in-text.xml': 'malformed',
  'control-char.xml': 'malformed',
  'doctype-lowercase.xml': 'doctype',
  'dup-attribute.xml': 'malformed',
  'enclosure-http.xml': { releases: [], unusable: [{ version: '9.0.0', code: 'bad-url' }] },
  'encoding-latin1.xml': 'bad-encoding',
  'encoding-utf7.xml': 'bad-encoding',
  'entity-recursive.xml': 'doctype',
  'entity-version.xml': 'doctype',
  'item-nested-deeper.xml': { releases: [], unusable: [] },
  'length-huge.xml': { releases: [], unusable: [{ version: '9.0.0', code: 'bad-length' }] },
  'link-file.xml': { releases: [], unusable: [{ code: 'no-version' }] },
  'link-js.xml': { releases: [], unusable: [{ code: 'no-version' }] },
  'notes-script.xml': { releases: [], unusable: [{ code: 'no-version' }] },
  'ns-other-prefix.xml': { releases: [{ version: '9.0.0' }], unusable: [] },
  'pi.xml': 'processing-instruction',
  'proto-constructor.xml': { releases: [], unusable: [{ code: 'no-version' }] },
  'proto-root.xml': 'not-an-appcast',
  'stylesheet-pi.xml': 'processing-instruction',
  'utf16.xml': 'not-utf8',
  'version-cdata-mix.xml': { releases: [{ version: '1.0.0' }], unusable: [] },
  'version-comment-split.xml': { releases: [{ version: '1.0.9' }], unusable: [] },
  'version-nested.xml': { releases: [], unusable: [{ code: 'not-semver' }] },
  'version-number.xml': { releases: [], unusable: [{ version: '1.10', code: 'not-semver' }] },
  'version-traversal.xml': {
    releases: [],
    unusable: [{ version: '../../evil', code: 'not-semver' }],
  },
  'xinclude.xml': { title: undefined, releases: [], unusable: [] },
  'xml11.xml': 'bad-xml-version',
};

describe('hostile files', () => {
  it('are all in the manifest, and all have an expectation here', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.xml'));
    expect(manifest.files.map(({ file }) => file).sort()).toEqual(files.sort());
    expect(Object.keys(EXPECTED).sort()).toEqual(files.sort());
  });

  it.each(manifest.files)('$file: $expect', ({ file, expect: wanted }) => {
    const outcome = readAs(attack(file));
    const expected = EXPECTED[file];
    if (typeof expected === 'string') {
      expect(wanted).toMatch(/^refuse/);
      expect(outcome).toMatchObject({ ok: false, problem: { code: expected } });
    } else {
      expect(outcome).toMatchObject({ ok: true, feed: expected });
    }
  });

  it.each(manifest.files)('$file looks the same to the editors', ({ file }) => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(attack(file));
    const outline = outlineAppcast(text, CLIENT_LIMITS);
    const read = readAs(Buffer.from(text));
    expect(outline.ok).toBe(read.ok);
    if (outline.ok && read.ok) {
      const { releases, unusable } = read.feed;
      const versions = [...releases, ...unusable].map(({ version }) => version);
      expect(outline.outline.items.map(({ version }) => version)).toEqual(versions);
    }
  });

  it('leave no trace on the objects of the program', () => {
    for (const { file } of manifest.files) {
      readAs(attack(file));
    }
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_', 'cdata'];
    const nested = names.map((name) => `<${name}><${name} ${name}="x">x</${name}></${name}>`);
    const version = '<sparkle:version>1.0.0</sparkle:version>';
    const feed = feedOf(channelOf(`${nested.join('')}<item>${nested.join('')}${version}</item>`));
    expect(feed.releases.map((one) => one.version)).toEqual(['1.0.0']);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('offer no link that is not https', () => {
    const item = (link: string): string =>
      `<item><sparkle:version>1.0.0</sparkle:version><link>${link}</link>` +
      `<sparkle:releaseNotesLink>${link}</sparkle:releaseNotesLink></item>`;
    for (const link of ['file:///etc/passwd', 'javascript:alert(1)', 'http://example.com/']) {
      const [release] = feedOf(channelOf(item(link))).releases;
      expect(release).toMatchObject({ link: undefined, notesUrl: undefined });
    }
  });
});

/** The recipes of the manifest, in our language. */
const MADE: Readonly<Record<string, () => string>> = {
  deep: () => '<a>'.repeat(300_000),
  'many-attributes': () =>
    `<a ${Array.from({ length: 80_000 }, (_, at) => `a${at}="1"`).join(' ')}/>`,
  'long-name': () => `<${'x'.repeat(1_000_000)}/>`,
  'long-text': () => `<a>${'x'.repeat(1_000_000)}</a>`,
  'many-elements': () => `<a>${'<b/>'.repeat(250_000)}</a>`,
  quadratic: () => `<!DOCTYPE r [<!ENTITY a "${'a'.repeat(50_000)}">]><r>${'&a;'.repeat(5000)}</r>`,
  'too-large': () => `<rss>${' '.repeat(2 ** 21)}</rss>`,
};

/** The refusal, and the last character that the tokenizer may have come to. */
const REFUSED: Readonly<Record<string, readonly [FeedProblemCode, number]>> = {
  deep: ['too-deep', '<a>'.length * 17 + 1],
  'many-attributes': ['too-many-attributes', 300],
  'long-name': ['too-long', 0],
  'long-text': ['too-long', 0],
  'many-elements': ['too-many-elements', '<a>'.length + '<b/>'.length * 20_000 + 1],
  quadratic: ['doctype', 50_100],
};

describe('hostile feeds made to cost time', () => {
  it('are all covered here', () => {
    const names = manifest.generated.map(({ name }) => name).sort();
    expect(Object.keys(MADE).sort()).toEqual(names);
  });

  it.each(Object.keys(MADE))('%s is refused by the reader', (name) => {
    const text = MADE[name]?.() ?? '';
    const large = Buffer.byteLength(text) > CLIENT_LIMITS.bytes;
    const code = large ? 'too-large' : REFUSED[name]?.[0];
    expect(readAs(text)).toMatchObject({ ok: false, problem: { code } });
  });

  it.each(Object.entries(REFUSED))('%s stops the tokenizer early', (name, [code, column]) => {
    const problem = scan(MADE[name]?.() ?? '', { limits: CLIENT_LIMITS });
    expect(problem).toMatchObject({ code, line: 1 });
    // A name or text without end is measured piece by piece: 64 KiB of it more than allowed, at most.
    const most = column === 0 ? CLIENT_LIMITS.textLength + 64 * 1024 + 10 : column;
    expect(problem?.column).toBeLessThanOrEqual(most);
  });

  it('hears no more events than the limits allow', () => {
    const count = { open: 0, text: 0 };
    const visitor = {
      open: () => void (count.open += 1),
      close: () => undefined,
      text: () => void (count.text += 1),
    };
    for (const name of ['deep', 'many-attributes', 'many-elements']) {
      scan(MADE[name]?.() ?? '', { limits: CLIENT_LIMITS, visitor });
    }
    expect(count.open).toBe(16 + 0 + 20_000);
  });

  it('are refused inside an otherwise ordinary feed as well', () => {
    const inner = ['deep', 'many-attributes', 'many-elements', 'long-name', 'long-text'];
    const codes = inner.map((name) =>
      scan(`<rss><channel>${MADE[name]?.()}`, { limits: CLIENT_LIMITS }),
    );
    expect(codes.map((problem) => problem?.code)).toEqual(inner.map((name) => REFUSED[name]?.[0]));
  });

  it('cannot hide attributes in namespace declarations, or a name behind a colon', () => {
    const xmlns = Array.from({ length: 33 }, (_, at) => ` xmlns:a${at}="urn:${at}"`).join('');
    expect(scan(`<rss${xmlns}/>`, { limits: CLIENT_LIMITS })?.code).toBe('too-many-attributes');
    for (const text of [
      '<rss><a:b/></rss>',
      '<rss a:b="1"/>',
      '<rss xmlns:a="urn:a"><a:1/></rss>',
      '<rss xmlns:a="urn:a" xmlns:b="urn:a" a:x="1" b:x="2"/>',
      '<rss xmlns:a="urn:a"><a:b:c/></rss>',
      '<rss xmlns:a=""/>',
      '<rss xmlns:__proto__="urn:a"/>',
      '<rss><b\u{1F4A5}/></rss>',
      '<rss/><rss/>',
      '<rss>',
      '<rss>&nbsp;</rss>',
      '<rss a=1/>',
      'no xml at all',
      '',
    ]) {
      expect(scan(text, { limits: CLIENT_LIMITS })?.code, text).toBe('malformed');
    }
  });

  it('finds a doctype in any spelling, and none in a comment or in CDATA', () => {
    for (const text of [
      '<!DOCTYPE rss><rss/>',
      '<!DocType rss><rss/>',
      '<rss><!doctype a></rss>',
    ]) {
      expect(scan(text, { limits: CLIENT_LIMITS })?.code, text).toBe('doctype');
    }
    const fine = '<rss><!-- <!DOCTYPE a> --><![CDATA[<!doctype a>]]></rss>';
    expect(scan(fine, { limits: CLIENT_LIMITS })).toBeUndefined();
  });

  it('lets an operator read what is too much for a client, and nothing deeper', () => {
    const many = channelOf('<x/>'.repeat(30_000));
    expect(readAs(many)).toMatchObject({ ok: false, problem: { code: 'too-many-elements' } });
    expect(readAs(many, { limits: OPERATOR_LIMITS }).ok).toBe(true);
    expect(scan('<a>'.repeat(17), { limits: OPERATOR_LIMITS })?.code).toBe('too-deep');
  });

  it('says where it stopped', () => {
    const problem = scan('<rss>\n  <channel>\n  </chanel>\n</rss>', { limits: CLIENT_LIMITS });
    expect(problem).toMatchObject({ code: 'malformed', line: 3 });
    expect(problem?.message).toMatch(/^The feed is refused at line 3, column \d+: .*close tag\.$/);
  });
});
