import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { fromAppcast } from './from-appcast.ts';
import { fromUpdateFile } from './from-update-file.ts';
import { plainNotes } from '../plain-notes.ts';

const SHA512 = Buffer.alloc(64, 7).toString('base64');

function appcast(text: string | Uint8Array, platform: 'macos' | 'windows' = 'macos'): unknown {
  const read = fromAppcast(Buffer.from(text as string), { platform, name: 'appcast.xml' });
  return read.ok ? read.value : read.refusal;
}

function feed(...items: readonly string[]): string {
  const uri = 'http://www.andymatuschak.org/xml-namespaces/sparkle';
  return `<rss version="2.0" xmlns:sparkle="${uri}"><channel>${items.join('')}</channel></rss>`;
}

function item(version: string, more = '', file = 'a.zip'): string {
  return `<item><sparkle:version>${version}</sparkle:version>${more}<enclosure url="https://example.com/${file}" length="9"/></item>`;
}

describe('a feed of Sparkle', () => {
  it('gives its releases, the newest first, with words, dates and signatures', () => {
    const bytes = readFileSync(
      new URL('../../../../../test/feeds/sparkle-generate-appcast.xml', import.meta.url),
    );
    const found = appcast(bytes) as ReturnType<typeof fromAppcast> & {
      releases: readonly { facts: object; packages: readonly object[] }[];
    };
    expect(found.releases.map(({ facts }) => (facts as { version: string }).version)).toEqual([
      '2.1.0',
      '2.0.0',
    ]);
    expect(found.releases[0]).toMatchObject({
      facts: { pubDate: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4}/) },
      packages: [
        {
          url: 'https://example.com/downloads/Notes%202.1.0.zip',
          length: 48_230_112,
          sha512: undefined,
          kind: 'zip',
          edSignature: expect.stringMatching(/^7cLALFUH/),
        },
      ],
    });
  });

  it('passes over what could not be offered, and says why', () => {
    const text = feed(
      item('1.0'),
      item('2045'),
      item('1.0.0'),
      item('1.1.0', '<sparkle:channel>beta</sparkle:channel>'),
      item('1.2.0', '', 'a.dmg'),
      item('1.3.0').replace('<item>', '<item sparkle:withdrawn="true">'),
      item('1.4.0').replace('https', 'http'),
      item('1.5.0').replace('<enclosure', '<enclosure sparkle:os="windows"'),
    );
    expect(appcast(text)).toMatchObject({
      releases: [{ facts: { version: '1.0.0' } }],
      passedOver: [
        'item 1 (1.0): its version is not a full semver 2.0.0 version (like 1.2.3)',
        'item 2 (2045): its version is not a full semver 2.0.0 version (like 1.2.3)',
        'item 7 (1.4.0): an address in it is not https',
        '1.1.0: it is for the channel beta alone; release add --channel brings such a release in',
        '1.2.0: it has no file that macos installs by itself',
        '1.3.0: it is withdrawn',
        '1.5.0: it has no file that macos installs by itself',
      ],
    });
  });

  it.each([
    ['cut off', '<rss><channel>'],
    ['a page', '<!doctype html><p>404'],
    ['another feed', '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
    ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "a">]><rss><channel/></rss>'],
  ])('that is %s is refused', (_what, text) => {
    expect(appcast(text)).toMatchObject({ code: 'bad-feed', exit: 1 });
  });
});

describe('an update file of electron-updater', () => {
  const text = (more = ''): string =>
    `version: 1.1.0\nfiles:\n  - url: notes-1.1.0-arm64.AppImage\n    sha512: ${SHA512}\n    size: 9\n${more}`;
  const read = (yml: string, urlBase: string | undefined = 'https://example.com/d'): unknown => {
    const name = '/d/latest-linux.yml';
    const found = fromUpdateFile(yml, { platform: 'linux', name, urlBase });
    return found.ok ? found.value : found.refusal;
  };

  it('gives its release, with its notes as text', () => {
    const words = `releaseName: One\nreleaseNotes: <p>New &amp; <b>fast</b></p>\nreleaseDate: '2026-11-20T04:00:00.000Z'\n`;
    expect(read(text(words))).toEqual({
      releases: [
        {
          facts: {
            version: '1.1.0',
            title: 'One',
            notes: { format: 'plain-text', text: 'New & fast' },
            pubDate: 'Fri, 20 Nov 2026 04:00:00 +0000',
          },
          packages: [
            {
              url: 'https://example.com/d/notes-1.1.0-arm64.AppImage',
              length: 9,
              sha512: SHA512,
              arch: 'arm64',
              kind: 'AppImage',
              edSignature: undefined,
            },
          ],
          partly: undefined,
        },
      ],
      passedOver: [],
    });
  });

  it.each([
    ['10', 'its feed gives it to 10 % of machines'],
    ['0', 'its feed gives it to 0 % of machines'],
    ['ten', 'its feed gives it to 0 % of machines'],
    ['100', undefined],
  ])('that was staged at %s is not out for everybody', (share, partly) => {
    expect(read(text(`stagingPercentage: ${share}\n`))).toMatchObject({ releases: [{ partly }] });
  });

  it('asks where its files are, where nobody knows', () => {
    const found = fromUpdateFile(text(), {
      platform: 'linux',
      name: 'latest-linux.yml',
      urlBase: undefined,
    });
    expect(found).toMatchObject({
      refusal: { code: 'bad-argument', next: 'name the folder with --url-base' },
    });
  });

  it('of a version that is none has no release, and no YAML is a feed that cannot be read', () => {
    expect(read(text().replace('1.1.0', '1.1'))).toMatchObject({ releases: [] });
    expect(read('{')).toMatchObject({ code: 'bad-feed' });
  });
});

describe('notes that others have written', () => {
  const html = (text: string): string | undefined => plainNotes({ format: 'html', text })?.text;

  it('come as text: lines, lists, addresses, and no image', () => {
    expect(
      html(
        '<h2>New</h2><ul><li>one</li><li><b>two</b> &lt;3</li></ul><p><a href="https://example.com">more</a><img src="https://x.example/a.png"></p>',
      ),
    ).toBe('New\n\n- one\n- two <3\n\nmore [https://example.com]');
    expect(plainNotes({ format: 'plain-text', text: ' a <b> ' })?.text).toBe('a <b>');
    expect(html('<p> </p>')).toBeUndefined();
  });

  it('hold nothing of scripts and styles, and take a moment however odd they are', () => {
    expect(html('a<script>alert(1)</script><style>b{}</style> c')).toBe('a c');
    // Were it quadratic, the time limit of the test would end it.
    for (const part of ['<', '<!--', '<script>', '&#', '<li>', '<p', '<table><tr><td>', ' ']) {
      html(part.repeat(100_000 / part.length));
    }
  });
});
