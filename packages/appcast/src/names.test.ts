import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelOf, feedOf } from '../../../test/feeds/sample.ts';
import { escapeText } from './escape.ts';
import { safeUrl } from './safe-url.ts';

function vector(file: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../../test/vectors/${file}`, import.meta.url), 'utf8'),
  );
}

const urls = vector('urls.json') as {
  readonly allow: readonly string[];
  readonly refuse: readonly string[];
  readonly careful: Readonly<Record<string, string>>;
};
const names = vector('names.json') as {
  readonly versionsRefuse: readonly string[];
  readonly versionsAllow: readonly string[];
};

describe('an address in a feed', () => {
  it.each(urls.allow)('%j is read', (url) => expect(safeUrl(url)).toBe(new URL(url).href));

  it.each(urls.refuse)('%j is refused', (url) => {
    expect(safeUrl(url)).toBeUndefined();
    expect(safeUrl(url, { allowLoopbackHttp: true })).toBeUndefined();
  });

  it.each([
    ['https:evil.example', 'https://evil.example/'],
    ['https:///evil.example', 'https://evil.example/'],
    ['\u0001https://x', 'https://x/'],
    ['https://good.example\\@evil.example', 'https://good.example/@evil.example'],
    ['https://goód.example', 'https://xn--god-hna.example/'],
  ])('%j is only ever used as %j', (url, href) => {
    expect(Object.keys(urls.careful)).toContain(url);
    expect(safeUrl(url)).toBe(href);
  });

  it.each(['https://user@example.com/', 'https://user:word@example.com/', 'https://', ''])(
    '%j is refused',
    (url) => expect(safeUrl(url)).toBeUndefined(),
  );

  it('may be plain http on this machine, where an app says so', () => {
    const here = ['http://127.0.0.1:8080/a', 'http://localhost/a', 'http://[::1]:1/a'];
    const elsewhere = [
      'http://example.com/',
      'http://127.0.0.1.example.com/',
      'http://localhost.example/',
    ];
    expect(here.map((url) => safeUrl(url))).toEqual([undefined, undefined, undefined]);
    expect(here.map((url) => safeUrl(url, { allowLoopbackHttp: true }))).toEqual(here);
    for (const url of elsewhere) {
      expect(safeUrl(url, { allowLoopbackHttp: true })).toBeUndefined();
    }
  });
});

describe('a version in a feed', () => {
  const read = (version: string): readonly string[] => {
    const item = `<item><sparkle:version>${escapeText(version)}</sparkle:version></item>`;
    return feedOf(channelOf(item)).releases.map((release) => release.version);
  };

  it.each(names.versionsAllow)('%j is read', (version) => expect(read(version)).toEqual([version]));

  it.each(names.versionsRefuse.filter((version) => !version.includes('\0')))(
    '%j is passed over',
    (version) => expect(read(version)).toEqual([]),
  );

  it.each(['2045', '1e3', 'v1.2.3', '=1.2.3', ' 1.2.3', '1.2.3.4', '01.2.3'])(
    '%j is never turned into a version',
    (version) => expect(read(version)).toEqual([]),
  );
});
