import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from '@phasegate/rollout';
import type { Advisory } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';
import { done, exampleHead, feedOf, sample } from '../../../test/feeds/sample.ts';
import { addAdvisory, insertItem } from './edit.ts';
import { escapeAttribute, escapeText } from './escape.ts';
import { formatInstant } from './format-instant.ts';
import { advisoryXml } from './write-advisory.ts';
import { sparkleSignatures } from './sparkle-signatures.ts';
import { itemXml } from './write-item.ts';
import type { ReleaseFacts } from './write-item.ts';
import { emptyAppcast } from './write.ts';

const { advisory, identity } = exampleHead();
const lastBuildDate = 'Mon, 23 Nov 2026 04:00:00 +0000';
const empty = emptyAppcast({ title: 'Notes', identity, lastBuildDate });
const sha512 = feedOf(sample('phasegate.xml')).releases[0]?.packages[0]?.sha512 ?? '';
const facts: ReleaseFacts = {
  version: '1.0.0',
  title: 'Notes 1.0.0',
  pubDate: 'Mon, 16 Nov 2026 09:00:00 +0000',
  notes: 'First release',
  packages: [
    {
      url: 'https://example.com/notes-1.0.0-x64.AppImage',
      length: 104_857_600,
      sha512,
      arch: 'x64',
      kind: 'AppImage',
      floor: '1.0.0',
      signature: 'KEYID:HEX',
    },
  ],
};

/** XML 1.0, production 2, for whole code points. */
function isAllowed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return ['\t', '\n', '\r'].includes(character) || (code >= 0x20 && code < 0xfffe) || code > 0xffff;
}

describe('a feed that we write', () => {
  it('looks like the one in the wire format, to the byte', () => {
    const written = done(addAdvisory(done(insertItem(empty, itemXml(facts))), advisory));
    const [published] = sample('phasegate.xml').split('<!-- phasegate-signatures');
    expect(written).toBe(published);
  });

  it('reads as what was written', () => {
    const full: ReleaseFacts = {
      ...facts,
      notes: { format: 'html', text: '<b>bold</b> & ]]> -->' },
      notesUrl: 'https://example.com/notes?a=1&b=2',
      link: 'https://example.com/',
      channel: 'beta',
      minimumSystemVersion: '12.0',
      maximumSystemVersion: '15.9',
      minimumAutoupdateVersion: '0.9.0',
      critical: { below: '0.9.5' },
      packages: [
        ...facts.packages,
        { url: 'https://example.com/a.deb', length: 1, sha512, os: 'linux' },
      ],
    };
    const [release] = feedOf(done(insertItem(empty, itemXml(full)))).releases;
    expect(release).toMatchObject({
      version: '1.0.0',
      title: 'Notes 1.0.0',
      notes: full.notes,
      notesUrl: full.notesUrl,
      link: full.link,
      channel: 'beta',
      minimumSystemVersion: [12, 0],
      maximumSystemVersion: [15, 9],
      minimumAutoupdateVersion: '0.9.0',
      critical: { below: '0.9.5' },
      packages: [
        { sha512, arch: 'x64', kind: 'AppImage' },
        { kind: 'deb', os: 'linux' },
      ],
    });
  });

  it("carries Sparkle's signature of a file as its clients read it", () => {
    const edSignature = `${'Ab+/'.repeat(21)}AA==`;
    const [one] = facts.packages;
    const packages = one === undefined ? [] : [{ ...one, edSignature }];
    const written = done(insertItem(empty, itemXml({ ...facts, packages })));
    expect(written).toContain(`sparkle:edSignature="${edSignature}"`);
    const verdict = verifyFeed(Buffer.from(written), { kind: 'unsigned' });
    expect(verdict.ok && [...sparkleSignatures(verdict.verified)]).toEqual([
      [one?.url, edSignature],
    ]);
  });

  it.each([
    [true, { below: undefined }],
    [{}, { below: undefined }],
    [false, undefined],
  ])('is critical=%j as %j', (critical, expected) => {
    const written = done(insertItem(empty, itemXml({ ...facts, critical })));
    expect(feedOf(written).releases[0]?.critical).toEqual(expected);
  });

  it('carries an advisory with every word it can have', () => {
    const full: Advisory = {
      ...advisory,
      id: 'a "quoted" <id>',
      revision: 7,
      kind: 'blocked',
      expires: Date.UTC(2027, 1, 28, 23, 59, 59),
      deadline: 0,
      supersedes: 'b',
      resolves: 'c',
      platforms: ['linux', 'macos'],
      archs: ['x64'],
      texts: [
        ...advisory.texts,
        ...advisory.texts.map((text) => ({ ...text, language: 'de', timeline: undefined })),
      ],
      links: [...advisory.links, { rel: 'download', href: 'https://example.com/?a=1&b=2' }],
    };
    expect(feedOf(done(addAdvisory(empty, full))).advisories).toEqual([full]);
    expect(advisoryXml(advisory)).toBe(
      /<phasegate:advisory[^]*<\/phasegate:advisory>/.exec(sample('phasegate.xml'))?.[0],
    );
  });

  it('carries whatever people write, and nothing that XML forbids', () => {
    const people = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(
        people,
        fc.constantFrom('', ']]>', '-->', '<!-- ', '&amp;', '\r\n', '\t', '"'),
        (a, b) => {
          const title = `x${a}${b}${a}x`;
          const xml = itemXml({ ...facts, title, notes: title, critical: { below: title } });
          const [release] = feedOf(done(insertItem(empty, xml))).releases;
          const allowed = Array.from(title).filter(isAllowed).join('');
          expect(release?.title).toBe(allowed);
          expect(release?.notes?.text).toBe(allowed);
        },
      ),
      { seed: 7 },
    );
  });

  it('escapes as its place needs it', () => {
    expect(escapeText('a<b>&"\r\n\t\0\uD800')).toBe('a&lt;b&gt;&amp;"&#13;\n\t');
    expect(escapeAttribute('a<b>&"\r\n\t\u{1F680}')).toBe(
      'a&lt;b&gt;&amp;&quot;&#13;&#10;&#9;\u{1F680}',
    );
  });
});

describe('a time that we write', () => {
  it('is the inverse of reading one, and what the platform itself would write', () => {
    const seconds = fc.integer({ min: 0, max: 253_402_300_799 });
    fc.assert(
      fc.property(seconds, (second) => {
        const written = formatInstant(second * 1000);
        expect(written).toBe(new Date(second * 1000).toISOString().replace('.000Z', 'Z'));
        expect(parseInstant(written)).toBe(second * 1000);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
