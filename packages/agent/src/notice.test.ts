import type { Advisory, AdvisoryText } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { DISMISS, LATER, prepare } from './notice.ts';
import type { Draft } from './notice.ts';

const text = (language: string, issue: string): AdvisoryText => ({
  language,
  issue,
  impact: undefined,
  instruction: undefined,
  timeline: undefined,
});
const advisory = (texts: readonly AdvisoryText[], facts: Partial<Advisory> = {}): Advisory =>
  ({ id: 'a', revision: 1, links: [], texts, ...facts }) as Advisory;
const draft = (facts: Partial<Draft> = {}): Draft => ({
  kind: 'withdrawn',
  about: '1.1.0',
  severity: 'high',
  text: { title: 'Notes 1.1.0 was withdrawn', body: ['You can go back to 1.0.0.'] },
  buttons: [LATER],
  ...facts,
});

describe("a notice's language", () => {
  const texts = [text('fr', 'fr'), text('en', 'en'), text('de-CH', 'de-CH'), text('de', 'de')];
  const spoken = (languages: readonly string[], among = texts): string | undefined =>
    prepare(draft({ advisory: advisory(among) }), languages).notice.body[0];

  it.each([
    [['de-CH'], 'de-CH'],
    [['DE-ch'], 'de-CH'],
    [['de-AT'], 'de-CH'],
    [['de'], 'de'],
    [['it', 'fr-CA'], 'fr'],
    [['it'], 'en'],
    [[], 'en'],
  ])('for a user of %j is %s', (languages, expected) => expect(spoken(languages)).toBe(expected));

  it('is whatever there is where there is no English', () => {
    expect(spoken(['it'], [text('ja', 'ja')])).toBe('ja');
    const { notice } = prepare(draft({ advisory: advisory([text('ja', 'ja')]) }), ['it']);
    expect(notice.language).toBe('ja');
  });

  it('is English where the publisher says nothing', () => {
    expect(prepare(draft(), ['fr']).notice).toMatchObject({
      language: 'en',
      body: ['You can go back to 1.0.0.'],
    });
  });
});

describe("a notice's text", () => {
  it("begins with the publisher's words, in their order, and ends with the app's", () => {
    const words = { language: 'en', issue: '1', impact: '2', instruction: '3', timeline: '4' };
    const { notice } = prepare(draft({ advisory: advisory([words]) }), ['en']);
    expect(notice.body).toEqual(['1', '2', '3', '4', 'You can go back to 1.0.0.']);
  });

  it('is plain and short, whatever comes in: title and labels 80 characters, lines 280', () => {
    const long = `\u202E${'x'.repeat(300)}`;
    const { notice } = prepare(
      draft({
        text: { title: long, body: [long] },
        advisory: advisory([text('en', long)]),
        buttons: [{ kind: 'install', label: long }],
      }),
      ['en'],
    );
    expect(notice.title).toBe(`${'x'.repeat(79)}…`);
    expect(notice.body).toEqual([`${'x'.repeat(279)}…`, `${'x'.repeat(279)}…`]);
    expect(notice.actions[0]?.label).toBe(`${'x'.repeat(79)}…`);
  });
});

describe("a notice's buttons", () => {
  const links = [
    { rel: 'details', href: 'https://status.example.com/1?secret=2' },
    { rel: 'support', href: 'https://xn--bcher-kva.example/' },
  ] as const;

  it('keep their index when another one comes or goes before them', () => {
    const indexes = (buttons: Draft['buttons']): readonly unknown[] =>
      prepare(draft({ buttons, advisory: advisory([], { links }) }), []).notice.actions.map(
        ({ kind, index }) => [kind, index],
      );
    const goBack = { kind: 'go-back', label: 'Go back to 1.0.0' } as const;
    const install = { kind: 'install', label: 'Update to 1.1.1' } as const;
    expect(indexes([goBack, LATER]).slice(1)).toEqual(indexes([LATER]));
    const all = [...indexes([goBack, LATER]), ...indexes([install, DISMISS])];
    const byIndex = new Map(
      all.map((one) => (one as [string, number]).toReversed() as [number, string]),
    );
    for (const [kind, index] of all as readonly [string, number][]) {
      expect(byIndex.get(index)).toBe(kind);
    }
  });

  it('that are links show their host, and no window sees their address', () => {
    const { notice, hrefs } = prepare(draft({ advisory: advisory([], { links }) }), []);
    const shown = notice.actions.filter(({ kind }) => kind === 'link');
    expect(shown.map(({ label, host }) => [label, host])).toEqual([
      ['Details', 'status.example.com'],
      ['Get help', 'xn--bcher-kva.example'],
    ]);
    expect(JSON.stringify(notice)).not.toContain('secret');
    expect(shown.map(({ index }) => hrefs.get(index))).toEqual(links.map(({ href }) => href));
  });
});
