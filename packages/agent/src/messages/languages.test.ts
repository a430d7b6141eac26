import { describe, expect, it } from 'vitest';
import { directionOf } from './direction.ts';
import { EN } from './en.ts';
import { spokenFor, troubleWith } from './languages.ts';
import { say } from './message.ts';
import type { AppMessages, Messages } from './message.ts';
import { tongueOf } from './tongue.ts';

const FR: Messages = { ...EN, 'button.later': 'Plus tard' };
const spoken = (wanted: readonly string[], words?: AppMessages): string | undefined =>
  spokenFor(wanted, words)[0]?.language;
const later = (wanted: readonly string[], words: AppMessages): string => {
  const [first = { language: 'en', locale: 'en' }] = spokenFor(wanted, words);
  return tongueOf(first, words).say(say('button.later', {}));
};

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['AR'], 'ar'],
    [['fr', 'de'], 'de'],
    [['fr'], 'en'],
    [['', 'x', 'C', 'POSIX', 'de_DE', '../de'], 'en'],
    [[], 'en'],
  ])('for a user of %j is %s', (wanted, language) => expect(spoken(wanted)).toBe(language));

  it('may be a whole further one of the app', () => {
    expect(spoken(['fr-CA', 'de'], { fr: FR })).toBe('fr');
    expect(later(['fr-CA'], { fr: FR })).toBe('Plus tard');
    expect(troubleWith({ fr: FR })).toEqual([]);
  });

  it('is not one that lacks a message or has a broken one: no notice is half in another language', () => {
    const { 'button.stay': _, ...lacking } = FR;
    const broken = { ...FR, 'button.retry': 'Encore {' };
    for (const fr of [lacking, broken]) {
      expect(spoken(['fr', 'de'], { fr })).toBe('de');
      expect(spoken(['fr'], { fr })).toBe('en');
    }
    expect(troubleWith({ fr: lacking }).join()).toContain('fr lacks button.stay');
    expect(troubleWith({ fr: broken }).join()).toContain('"button.retry" is not used');
    expect(troubleWith({ fr: broken }).join()).toContain('fr is not spoken');
  });
});

describe('the words of an app', () => {
  it("stand in place of the agent's, those of the region first", () => {
    const words = {
      de: { 'button.later': 'Nicht jetzt' },
      'de-AT': { 'button.later': 'Ned jetzt' },
    } as const;
    expect(later(['de'], words)).toBe('Nicht jetzt');
    expect(later(['de-CH'], words)).toBe('Nicht jetzt');
    expect(later(['de-AT'], words)).toBe('Ned jetzt');
    expect(later(['en'], words)).toBe('Later');
  });

  it('may leave out what a message speaks of', () => {
    const words = { en: { 'newest.title': 'All is well' } } as const;
    expect(troubleWith(words)).toEqual([]);
  });

  it.each([
    ['no ICU message', 'ready.title', '{app', 'is ready to install'],
    ['one of what it is not given', 'ready.title', '{app} {versoin}', 'is ready to install'],
    ['a date of what is none', 'ready.title', '{target, date, long}', 'is ready to install'],
    ['empty', 'ready.title', '', 'is ready to install'],
    ['no text', 'ready.title', 7, 'is ready to install'],
    ['a plural without its last case', 'ready.title', '{app, plural, one {x}}', 'is ready'],
  ])("that are %s make way for the agent's, with a warning", (_what, key, text, said) => {
    const words = { en: { [key]: text } } as unknown as AppMessages;
    const tongue = tongueOf({ language: 'en', locale: 'en' }, words);
    expect(tongue.say(say('ready.title', { app: 'Notes', target: '1.1.0' }))).toContain(said);
    expect(troubleWith(words)).toEqual([expect.stringContaining(`en, "${key}" is not used`)]);
  });

  it('for what is not said, or in what is no language, are named in the log', () => {
    const words = {
      en: { 'ready.titel': 'x' },
      en_US: {},
      de: null,
      fr: 'x',
    } as unknown as AppMessages;
    expect(troubleWith(words)).toEqual([
      'messages: en, "ready.titel" is not used: there is no such message',
      'messages: "en_US" is no language tag with words, so it is not used',
      'messages: "de" is no language tag with words, so it is not used',
      'messages: "fr" is no language tag with words, so it is not used',
    ]);
    expect(later(['de'], words)).toBe('Später');
    expect(later(['fr'], words)).toBe('Later');
  });

  it('in a language that lacks a message do not compile as a whole one', () => {
    // @ts-expect-error every message, of type `Messages`
    const lacking: Messages = { 'button.later': 'Plus tard' };
    // @ts-expect-error the version that the button names
    const nameless = say('button.go-back', {});
    expect([spoken(['fr'], { fr: lacking }), nameless.key]).toEqual(['en', 'button.go-back']);
  });

  it('hold no markup: a tag is text', () => {
    const words = { en: { 'button.later': '<b>Later</b>' } } as const;
    expect(later(['en'], words)).toBe('<b>Later</b>');
  });
});

describe('the direction of a language', () => {
  it.each([
    ['en', 'ltr'],
    ['ar', 'rtl'],
    ['he-IL', 'rtl'],
    ['fa', 'rtl'],
    ['ur', 'rtl'],
    ['az-Arab', 'rtl'],
    ['ar-Latn', 'ltr'],
    ['not a tag', 'ltr'],
  ])('%s is %s', (tag, direction) => expect(directionOf(tag)).toBe(direction));
});
