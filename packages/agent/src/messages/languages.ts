import { AR } from './ar.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';
import { faultsIn, missingIn } from './faults.ts';
import type { AppMessages, Messages } from './message.ts';

/** The languages that the agent speaks by itself. */
const BUILT_IN: Readonly<Record<string, Messages>> = { en: EN, de: DE, ar: AR };

/** The words of a language: the agent's own, and the app's, which come first. */
export interface Catalog {
  readonly builtIn: Messages | undefined;
  readonly own: Partial<Messages>;
}

/** A language that is spoken, and the tag by which the user asked for it. */
export interface Spoken {
  readonly language: string;
  /** The user's own tag where it is of the same language, for numbers and dates as its region writes them. */
  readonly locale: string;
}

/** The words that there are in a language; the app's for the region win over its words for the language. */
export function catalogOf(language: string, words: AppMessages): Catalog {
  const primary = primaryOf(language);
  return {
    builtIn: BUILT_IN[primary],
    own: { ...ownWords(words, primary), ...ownWords(words, language) },
  };
}

/**
 * The languages in which everything can be said, the user's best first and English last. A further language that
 * lacks a message, or has one that cannot be read, is not spoken at all: half a notice in another language is no help.
 */
export function spokenFor(wanted: readonly string[], words: AppMessages = {}): readonly Spoken[] {
  const whole = Object.keys(words).filter((tag) => isWhole(tag, words));
  const known = [...Object.keys(BUILT_IN), ...whole];
  const spoken = wanted.filter(isTag).flatMap((locale): readonly Spoken[] => {
    const language =
      known.find((tag) => isSame(tag, locale)) ?? known.find((tag) => isRelated(tag, locale));
    return language === undefined ? [] : [{ language, locale }];
  });
  return [...spoken, { language: 'en', locale: 'en' }];
}

/** Whether two tags are of one language, whatever the region. */
export function isRelated(a: string, b: string): boolean {
  return primaryOf(a) === primaryOf(b);
}

/** What is wrong with the app's own words, in sentences for the log; none of it is ever shown. */
export function troubleWith(words: AppMessages = {}): readonly string[] {
  return Object.entries(words).flatMap(([tag, messages]: readonly [string, unknown]) => {
    if (!isTag(tag) || !isWords(messages)) {
      return [`messages: ${JSON.stringify(tag)} is no language tag with words, so it is not used`];
    }
    const faults = faultsIn(messages, tag).map(
      ({ key, fault }) => `messages: ${tag}, "${key}" is not used: ${fault}`,
    );
    const missing = isBuiltIn(tag) ? [] : missingIn(messages);
    const lacks = missing.length === 0 ? [] : [`messages: ${tag} lacks ${missing.join(', ')}`];
    const silent = isWhole(tag, words)
      ? []
      : [`messages: ${tag} is not spoken until that is mended`];
    return [...faults, ...lacks, ...silent];
  });
}

/** Tried once for each app: it parses every message. */
const tried = new WeakMap<Partial<Messages>, boolean>();

function isWhole(tag: string, words: AppMessages): boolean {
  const messages = words[tag];
  if (!isWords(messages) || !isTag(tag)) {
    return false;
  }
  if (isBuiltIn(tag)) {
    return true;
  }
  const known =
    tried.get(messages) ??
    (missingIn(messages).length === 0 && faultsIn(messages, tag).length === 0);
  tried.set(messages, known);
  return known;
}

function isBuiltIn(tag: string): boolean {
  return Object.hasOwn(BUILT_IN, primaryOf(tag));
}

function ownWords(words: AppMessages, wanted: string): Partial<Messages> {
  const tag = Object.keys(words).find((one) => isSame(one, wanted));
  const own = tag === undefined ? undefined : words[tag];
  return isWords(own) ? own : {};
}

/** What comes from plain JavaScript may be anything. */
function isWords(messages: unknown): messages is Partial<Messages> {
  return typeof messages === 'object' && messages !== null;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function primaryOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/** Whether `Intl` takes it; the system's own list may hold what it does not (`C`, `en_US`). */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
