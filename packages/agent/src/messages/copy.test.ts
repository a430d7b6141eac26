import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { Known } from '../known.ts';
import { crashing } from '../notice/notice-condemned.ts';
import { prepare } from '../notice/notice.ts';
import { planned, suspended } from '../notice/notice-updates.ts';
import { noticesOf } from '../notice/notices.ts';
import { advisory, available, known, reading } from '../notice/notices.fixture.ts';
import { SITUATIONS } from '../notice/situations.fixture.ts';
import type { Notice } from '../snapshot.ts';
import { problem, target } from '../state.fixture.ts';
import { AR } from './ar.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';
import { format } from './format.ts';
import { PARAMETERS } from './message.ts';
import type { MessageKey } from './message.ts';

const LANGUAGES = ['en', 'de', 'ar'] as const;
const CATALOGS = { en: EN, de: DE, ar: AR };
const KEYS = Object.keys(PARAMETERS) as readonly MessageKey[];
/** "recall", "downgrade" and "fatal" as they would be said. */
const BANNED = {
  en: /recall|downgrade|fatal/i,
  de: /rückruf|zurückruf|downgrade|fatal|herabstuf/i,
  ar: /استدعاء|تخفيض|فادح|قاتل|مميت/,
};
const SENTENCES = ['kept', 'untouched', 'safe', 'back-up-first', 'at-risk', 'unknown'] as const;
const OTHERWISE = ['stays', 'planned', 'nothing', 'looks-again'] as const;

/** The same situation, its publisher speaking this language. */
function inLanguage({ reading: read, ...what }: Partial<Known>, language: string): Partial<Known> {
  const [one] = read?.feed.advisories ?? [];
  const standing = read?.decision.standing.code;
  if (one === undefined || standing === undefined) {
    return { ...what, reading: read };
  }
  const texts = one.texts.map((text) => ({ ...text, language }));
  return { ...what, reading: reading(standing, { ...one, texts }) };
}

/** Every template in one language, with words as long as they come. */
function everyNotice(language: string): readonly Notice[] {
  const facts = {
    ...factsOf('1.0.0', { languages: [language], appName: 'Notes for Teams' }),
    links: { download: 'https://example.com/get', support: 'https://example.com/help' },
  };
  const word = advisory({ texts: advisory().texts.map((text) => ({ ...text, language })) });
  const notices = SITUATIONS.flatMap(([, what]) =>
    noticesOf(known(inLanguage(what, language)), facts, NOW),
  );
  const ways = [
    { state: available('back', '0.9.0') },
    { state: available('forward', '1.1.0') },
    {},
  ] as const;
  const help = { failures: { version: v('1.1.0'), count: 3 } };
  const failed = { phase: 'failed', during: 'install', problem, target: target('1.1.0') } as const;
  const offline = {
    at: '',
    outcome: 'failed',
    code: 'feed-unreachable',
    reason: '',
    items: [],
  } as const;
  const condemned = (['withdrawn', 'blocked'] as const).flatMap((fate) =>
    ways.flatMap((way) =>
      noticesOf(known({ ...way, lastCheck: offline, reading: reading(fate, word) }), facts, NOW),
    ),
  );
  const plans = ['on-quit', 'when-free', NOW, NOW + 99_999_999] as const;
  const none = known({});
  const drafts = [
    ...ways.map((way) => crashing(known(way), facts, 3)),
    ...plans.map((when) => planned(none, facts, { version: v('1.1.0'), when }, NOW)),
    planned(known({ busy: ['exporting'] }), facts, { version: v('1.1.0'), when: 'when-free' }, NOW),
    suspended(none, facts, target('1.1.0'), { received: 12_400_000, total: 98_000_000 }),
    suspended(none, facts, target('1.1.0'), undefined),
  ].map((draft) => prepare(draft, facts, {}, { now: NOW }));
  const { memory } = none;
  const asked = noticesOf(known({ state: failed, memory: { ...memory, ...help } }), facts, NOW);
  return [...notices, ...condemned, ...asked, ...drafts].map(({ notice }) => notice);
}

describe.each(LANGUAGES)('the copy in %s', (language) => {
  const said = (key: MessageKey, values = {}): string =>
    format(CATALOGS[language][key], { values }, language, language) ?? '';
  const notices = everyNotice(language);
  const templates = notices.filter(({ kind }) => kind !== 'announcement');

  it('can say every message, and shows each thing that a message may speak of or none', () => {
    for (const key of KEYS) {
      const text = CATALOGS[language][key];
      const used = [...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name);
      const allowed: readonly string[] = [
        ...PARAMETERS[key],
        'withdrawn',
        'blocked',
        'gesperrt',
        'zurückgezogen',
      ];
      expect(allowed, key).toEqual(expect.arrayContaining(used));
    }
  });

  it('names the version that a message speaks of wherever English does', () => {
    for (const key of KEYS) {
      for (const name of ['{installed}', '{target}', '{app}'].filter((one) =>
        EN[key].includes(one),
      )) {
        expect(CATALOGS[language][key], key).toContain(name);
      }
    }
  });

  it('fits: titles and buttons 80 characters, lines 280, nothing cut off', () => {
    for (const { title, body, actions } of notices) {
      expect(title.length).toBeLessThanOrEqual(80);
      expect(actions.every(({ label }) => label.length <= 60)).toBe(true);
      expect(body.every((line) => line.length <= 280)).toBe(true);
      // Three dots that belong to a label say that it asks for more; any others say that something was cut off.
      const labels = actions.filter(({ kind }) => kind !== 'at-time').map(({ label }) => label);
      const forms = actions.flatMap(({ form }) =>
        form === undefined ? [] : [form.label, form.hint, form.confirm, form.back],
      );
      expect([title, ...body, ...labels, ...forms].join('')).not.toContain('…');
    }
  });

  it('never says "recall", "downgrade" or "fatal", and never shouts', () => {
    const words = [...Object.values(CATALOGS[language]), JSON.stringify(notices)].join('\n');
    expect(words).not.toMatch(BANNED[language]);
    expect(words).not.toMatch(/[!！¡]|undefined|\[object/);
  });

  it('has one sentence on data in every template, and one on what happens otherwise', () => {
    const data = SENTENCES.map((key) => said(`data.${key}`));
    for (const { kind, body } of templates) {
      expect(
        body.filter((line) => data.includes(line)),
        kind,
      ).toHaveLength(1);
      const installed = '1.0.0';
      const values = { app: 'Notes for Teams', installed, target: '1.1.0' };
      const otherwise = OTHERWISE.map((key) => said(`otherwise.${key}`, values));
      expect(
        body.filter((line) => otherwise.includes(line)),
        kind,
      ).toHaveLength(1);
    }
  });

  it('names the installed version, and the other one wherever there is one', () => {
    const single = ['up-to-date', 'check-failed', 'announcement', 'resolved'];
    for (const { kind, title, body, actions } of templates) {
      const words = [title, ...body].join(' ');
      expect(words, kind).toContain('1.0.0');
      const alone = single.includes(kind) || words.includes(said('no-way.body'));
      const versions = new Set(words.match(/\d+\.\d+\.\d+/g));
      expect(versions.size, `${kind}: ${words}`).toBe(alone ? versions.size : 2);
      const deeds = actions.filter((action) => ['install', 'go-back'].includes(action.kind));
      expect(deeds.every(({ label }) => /\d+\.\d+\.\d+/.test(label))).toBe(true);
    }
  });

  it('is plain text', () => {
    expect(Object.values(CATALOGS[language]).join('')).not.toMatch(
      /[<>\u202A-\u202E\u2066-\u2069]/,
    );
  });
});

describe('plurals', () => {
  const crash = (language: string, starts: number): string | undefined => {
    const facts = factsOf('1.0.0', { languages: [language] });
    const draft = crashing(known({}), facts, starts);
    return prepare(draft, facts, {}, { now: NOW }).notice.title;
  };

  it('follow the rules of each language', () => {
    expect(crash('en', 1)).toBe('Notes 1.0.0 did not start well 1 time');
    expect(crash('en', 3)).toBe('Notes 1.0.0 did not start well 3 times');
    expect(crash('de', 3)).toBe('Notes 1.0.0 ist 3 Mal nicht richtig gestartet');
    expect([1, 2, 3, 11, 100].map((starts) => crash('ar', starts))).toEqual([
      'لم يبدأ Notes 1.0.0 كما ينبغي مرة واحدة',
      'لم يبدأ Notes 1.0.0 كما ينبغي مرتين',
      'لم يبدأ Notes 1.0.0 كما ينبغي 3 مرات',
      'لم يبدأ Notes 1.0.0 كما ينبغي 11 مرة',
      'لم يبدأ Notes 1.0.0 كما ينبغي 100 مرة',
    ]);
  });
});
