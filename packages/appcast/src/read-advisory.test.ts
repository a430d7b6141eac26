import { describe, expect, it } from 'vitest';
import type { Advisory, Feed } from '@phasegate/rollout';
import { channelOf, feedOf } from '../../../test/feeds/sample.ts';

const GOOD = 'id="a" kind="withdrawn" versions="1.1.0"';
const read = (attributes: string, inner = ''): Feed =>
  feedOf(channelOf(`<phasegate:advisory ${attributes}>${inner}</phasegate:advisory>`));
const only = (attributes: string, inner = ''): Advisory | undefined =>
  read(attributes, inner).advisories[0];
const text = (issue: string, lang = 'en'): string =>
  `<phasegate:text xml:lang="${lang}"><phasegate:issue>${issue}</phasegate:issue></phasegate:text>`;

describe('an advisory', () => {
  it.each([
    'kind="withdrawn" versions="1.1.0"',
    'id=" " kind="withdrawn" versions="1.1.0"',
    'id="a" versions="1.1.0"',
    'id="a" kind="panic" versions="1.1.0"',
    'id="a" kind="withdrawn"',
    'id="a" kind="withdrawn" versions=""',
    'id="a" kind="blocked" versions="one point one"',
    'id="a" kind="notice" versions="one point one"',
  ])('that cannot be read is left out and reported: %s', (attributes) => {
    const feed = read(attributes);
    expect(feed.advisories).toEqual([]);
    expect(feed.remarks).toMatchObject([{ code: 'bad-advisory' }]);
  });

  it('holds although all its trimmings are unreadable', () => {
    const odd =
      'revision="x" severity="dire" data="lost" issued="today" expires="never" deadline="soon"';
    expect(only(`${GOOD} ${odd}`)).toEqual({
      id: 'a',
      revision: 1,
      kind: 'withdrawn',
      severity: 'medium',
      versions: '1.1.0',
      data: undefined,
      issued: undefined,
      expires: undefined,
      deadline: undefined,
      supersedes: undefined,
      resolves: undefined,
      platforms: undefined,
      archs: undefined,
      texts: [],
      action: undefined,
      links: [],
    });
  });

  it('reads its optional words', () => {
    const words =
      'platforms="linux, macos" archs="x64 arm64" supersedes="b" resolves="c" expires="2026-12-01T00:00:00Z"';
    expect(only(`${GOOD} revision="3" data="at-risk" ${words}`)).toMatchObject({
      revision: 3,
      data: 'at-risk',
      platforms: ['linux', 'macos'],
      archs: ['x64', 'arm64'],
      supersedes: 'b',
      resolves: 'c',
      expires: Date.UTC(2026, 11, 1),
    });
  });

  it('needs no range to notify or to end another', () => {
    expect(only('id="a" kind="notice"')).toMatchObject({ versions: undefined });
    expect(only('id="a" kind="resolved" resolves="b" versions="odd one"')).toMatchObject({
      resolves: 'b',
    });
  });

  it('drops an unknown action and every link that is not https or of a known kind', () => {
    const links = [
      'rel="details" href="https://example.com/s"',
      'rel="details" href="http://example.com/s"',
      'rel="support" href="javascript:alert(1)"',
      'rel="exploit" href="https://example.com/"',
      'rel="download"',
    ].map((attributes) => `<phasegate:link ${attributes}/>`);
    const advisory = only(GOOD, `<phasegate:action kind="dance"/>${links.join('')}`);
    expect(advisory).toMatchObject({ action: undefined });
    expect(advisory?.links).toEqual([{ rel: 'details', href: 'https://example.com/s' }]);
  });

  it('is plain text of at most 280 characters, and says so when it was cut', () => {
    const fits = '🚀'.repeat(280);
    expect(only(GOOD, text(fits))?.texts[0]?.issue).toBe(fits);
    const feed = read(GOOD, text(`${fits}!`));
    expect(feed.advisories[0]?.texts[0]?.issue).toBe(`${'🚀'.repeat(279)}…`);
    expect(feed.remarks).toEqual([{ code: 'text-cut', advisory: 'a' }]);
    const spaced = text('two\n      lines &lt;b&gt;');
    expect(only(GOOD, spaced)?.texts[0]?.issue).toBe('two lines <b>');
  });

  it('speaks at most 16 languages', () => {
    const feed = read(GOOD, Array.from({ length: 17 }, () => text('x', 'de-CH')).join(''));
    expect(feed.advisories[0]?.texts).toHaveLength(16);
    expect(feed.remarks).toEqual([{ code: 'too-many-languages', advisory: 'a' }]);
  });

  it('speaks English where it names no language, and its own where the texts name none', () => {
    const bare = '<phasegate:text><phasegate:issue>x</phasegate:issue></phasegate:text>';
    expect(only(GOOD, bare)?.texts[0]?.language).toBe('en');
    expect(only(`${GOOD} xml:lang="fr"`, bare)?.texts[0]?.language).toBe('fr');
    expect(only(GOOD, text('x', 'not a tag'))?.texts[0]?.language).toBe('und');
  });

  it('is read where 64 stand before it, and not the 65th', () => {
    const many = Array.from(
      { length: 70 },
      (_, at) => `<phasegate:advisory id="${at}" kind="notice"/>`,
    );
    const feed = feedOf(channelOf(`<phasegate:advisory/>${many.join('')}`));
    expect(feed.advisories.map(({ id }) => id)).toEqual(
      Array.from({ length: 64 }, (_, at) => String(at)),
    );
    expect(feed.remarks?.map(({ code }) => code)).toEqual(['bad-advisory', 'too-many-advisories']);
  });

  it('counts only at the head of the feed', () => {
    const inside = `<item><phasegate:advisory ${GOOD}/></item>`;
    expect(feedOf(channelOf(inside)).advisories).toEqual([]);
  });
});
