import type { Advisory, AdvisoryText } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { say } from '../messages/message.ts';
import type { AppMessages } from '../messages/message.ts';
import { DISMISS, LATER, prepare } from './notice.ts';
import type { Draft, PreparedNotice } from './notice.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const text = (language: string, issue: string): AdvisoryText => ({
  language,
  issue,
  impact: undefined,
  instruction: undefined,
  timeline: undefined,
});
const advisory = (texts: readonly AdvisoryText[], facts: Partial<Advisory> = {}): Advisory =>
  ({ id: 'a', revision: 1, links: [], texts, ...facts }) as Advisory;
const names = { app: 'Notes', installed: '1.1.0', target: '1.0.0' };
const draft = (facts: Partial<Draft> = {}): Draft => ({
  kind: 'withdrawn',
  about: '1.1.0',
  severity: 'high',
  title: say('condemned.title', { ...names, fate: 'withdrawn' }),
  body: [say('go-back.body', names)],
  buttons: [LATER],
  ...facts,
});
const prepared = (
  facts: Partial<Draft> = {},
  languages: readonly string[] = ['en'],
  messages: AppMessages = {},
): PreparedNotice => prepare(draft(facts), { languages, messages }, {}, { now: NOW });

describe("a notice's language", () => {
  const texts = [text('fr', 'fr'), text('en', 'en'), text('de-CH', 'de-CH'), text('de', 'de')];
  const spoken = (
    languages: readonly string[],
    among = texts,
  ): readonly [string, string | undefined] => {
    const { notice } = prepared({ advisory: advisory(among) }, languages);
    return [notice.language, notice.body[0]];
  };

  it.each([
    [['de-CH'], 'de', 'de-CH'],
    [['DE-ch'], 'de', 'de-CH'],
    [['de-AT'], 'de', 'de'],
    [['de'], 'de', 'de'],
    [['ar', 'de'], 'de', 'de'],
    [['it', 'fr-CA'], 'en', 'en'],
    [['it'], 'en', 'en'],
    [[], 'en', 'en'],
    [['C', 'en_US', 'de'], 'de', 'de'],
  ])('for a user of %j is one in which publisher and app both speak', (languages, tag, words) => {
    expect(spoken(languages)).toEqual([tag, words]);
  });

  it.each([
    [['ar-EG'], 'ar', 'rtl'],
    [['de'], 'de', 'ltr'],
    [['fr'], 'en', 'ltr'],
  ])(
    'for a user of %j, where the publisher says nothing, is %s',
    (languages, language, direction) => {
      expect(prepared({}, languages).notice).toMatchObject({ language, direction });
    },
  );

  it("is the app's, and a line names the other one, where the publisher has none in common", () => {
    const { notice } = prepared({ advisory: advisory([text('ja', '閉じます')]) }, ['de']);
    expect(notice).toMatchObject({
      language: 'de',
      body: [
        'Der Herausgeber schreibt in dieser Sprache: Japanisch.',
        '閉じます',
        'Sie können zu 1.0.0 zurückkehren.',
      ],
    });
  });

  it('may be called by a tag that is none', () => {
    const { notice } = prepared({ advisory: advisory([text('no_tag', 'x')]) }, ['en']);
    expect(notice.body[0]).toBe('The publisher writes in this language: no_tag.');
  });

  it('is never mixed with the direction of another in one line', () => {
    const hebrew = prepared({ advisory: advisory([text('he', 'נסגר 1.1.0')]) }, ['en']).notice;
    expect(hebrew.direction).toBe('ltr');
    expect(hebrew.body[1]).toBe('\u2067נסגר 1.1.0\u2069');
    const english = prepared({ advisory: advisory([text('fr', 'Il se ferme')]) }, ['ar']).notice;
    expect(english.direction).toBe('rtl');
    expect(english.body[1]).toBe('\u2066Il se ferme\u2069');
    const both = prepared({ advisory: advisory([text('he', 'נסגר')]) }, ['ar']).notice;
    expect(both.body[1]).toBe('נסגר');
  });

  it('may be one that the app brings along', () => {
    const { notice } = prepared({}, ['fr', 'de'], { de: { 'go-back.body': 'Zurück: {target}' } });
    expect(notice.language).toBe('de');
    expect(notice.body).toEqual(['Zurück: 1.0.0']);
  });
});

describe("a notice's text", () => {
  it("begins with the publisher's words, in their order, and ends with the app's", () => {
    const words = { language: 'en', issue: '1', impact: '2', instruction: '3', timeline: '4' };
    const { notice } = prepared({ advisory: advisory([words]) });
    expect(notice.body).toEqual(['1', '2', '3', '4', 'You can go back to 1.0.0.']);
  });

  it('is plain and short, whatever comes in: title and labels 80 characters, lines 280', () => {
    const long = `\u202E${'x'.repeat(300)}`;
    const { notice } = prepared({
      title: say('announcement.title', { app: long, installed: '1.1.0' }),
      body: [say('go-back.body', { ...names, target: long })],
      advisory: advisory([text('en', long)]),
      buttons: [{ kind: 'install', label: say('button.install', { target: long }) }],
    });
    const lines = [notice.title, ...notice.body, ...notice.actions.map(({ label }) => label)];
    expect(lines.map((line) => line.length)).toEqual([80, 278, 280, 80]);
    expect(lines.every((line) => line.endsWith('x…'))).toBe(true);
    expect(lines.join('')).not.toContain('\u202E');
  });

  it('takes words that look like markup or like a message for what they are', () => {
    const app = '<b>{target}</b>';
    const { notice } = prepared({ title: say('announcement.title', { app, installed: '1.1.0' }) });
    expect(notice.title).toBe('About <b>{target}</b> 1.1.0');
  });
});

describe("a notice's progress", () => {
  const progress = { received: 12_400_000, total: 98_000_000 };
  const shown = (
    languages: readonly string[],
    more: Partial<Draft['progress']> = {},
  ): string | undefined =>
    prepared({ progress: { ...progress, ...more } }, languages).notice.progressText;

  it('is told in bytes, and with speed and time once they are known', () => {
    expect(shown(['en'])).toBe('12.4 of 98.0 MB');
    expect(shown(['en'], { speed: 1_250_000 })).toMatch(/^12\.4 of 98\.0 MB, 1\.3 MB\/s$/);
    const all = { speed: 1_250_000, secondsLeft: 68.4 };
    expect(shown(['en'], all)).toBe('12.4 of 98.0 MB, 1.3 MB/s, about 2 minutes left');
    expect(shown(['en'], { ...all, secondsLeft: 0.4 })).toContain('about 1 second left');
  });

  it("is written by the rules of the user's own region", () => {
    const all = { speed: 1_250_000, secondsLeft: 60 };
    expect(shown(['de'], all)).toMatch(/^12,4 von 98,0.MB, 1,3.MB\/s, noch etwa 1.Minute$/);
    expect(shown(['de-CH'], all)).toMatch(/^12\.4 von 98\.0/);
    expect(shown(['ar-EG'])).toMatch(/١٢٫٤ من ٩٨٫٠/);
  });

  it('of a small file has no decimals, and of none no text', () => {
    expect(shown(['en'], { received: 12, total: 100 })).toBe('12 of 100 bytes');
    expect(shown(['en'], { received: 1200, total: 98_000 })).toBe('1 of 98 kB');
    expect(prepared().notice.progressText).toBeUndefined();
  });
});

describe("a notice's buttons", () => {
  const links = [
    { rel: 'details', href: 'https://status.example.com/1?secret=2' },
    { rel: 'support', href: 'https://xn--bcher-kva.example/' },
  ] as const;

  it('keep their index when another one comes or goes before them', () => {
    const indexes = (buttons: Draft['buttons']): readonly unknown[] =>
      prepared({ buttons, advisory: advisory([], { links }) }).notice.actions.map(
        ({ kind, index }) => [kind, index],
      );
    const goBack = { kind: 'go-back', label: say('button.go-back', names) } as const;
    const install = { kind: 'install', label: say('button.install', names) } as const;
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
    const { notice, hrefs } = prepared({ advisory: advisory([], { links }) });
    const shown = notice.actions.filter(({ kind }) => kind === 'link');
    expect(shown.map(({ label, host }) => [label, host])).toEqual([
      ['Details', 'status.example.com'],
      ['Get help', 'xn--bcher-kva.example'],
    ]);
    expect(JSON.stringify(notice)).not.toContain('secret');
    expect(shown.map(({ index }) => hrefs.get(index))).toEqual(links.map(({ href }) => href));
  });

  it('that are links keep their index when the one before them is not there yet', () => {
    const at = (all: Draft['links']): readonly number[] =>
      prepared({ links: all }).notice.actions.flatMap(({ kind, index }) =>
        kind === 'link' ? [index] : [],
      );
    expect(at([undefined, links[1]])).toEqual(at(links).slice(1));
  });
});

describe('the operating system', () => {
  const tell = (facts: Partial<Draft>): boolean => prepared(facts).notice.tell;

  it('is asked to show what is high or critical, and nothing else', () => {
    const severities = ['critical', 'high', 'medium', 'low'] as const;
    expect(severities.map((severity) => tell({ severity }))).toEqual([true, true, false, false]);
    expect(tell({ kind: 'updating' })).toBe(false);
    expect(tell({ once: 'answer' })).toBe(false);
  });

  it('is asked once', () => {
    const life = { severity: 'high', shownAt: NOW, toldAt: NOW, snoozes: 0 } as const;
    const facts = { languages: ['en'] };
    const { notice } = prepare(draft(), facts, { 'withdrawn:1.1.0': life }, { now: NOW });
    expect(notice.tell).toBe(false);
  });
});
