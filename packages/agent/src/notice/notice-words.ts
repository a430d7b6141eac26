import type { Advisory, AdvisoryText } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import { directionOf } from '../messages/direction.ts';
import { isRelated, spokenFor } from '../messages/languages.ts';
import { say } from '../messages/message.ts';
import { tongueOf } from '../messages/tongue.ts';
import type { Tongue } from '../messages/tongue.ts';
import { plainText } from './plain-text.ts';

/** The language of a notice, and the publisher's words in it or, `foreign`, in another one. */
export interface ChosenWords {
  readonly tongue: Tongue;
  readonly words: AdvisoryText | undefined;
  readonly foreign: boolean;
}

/** The publisher's lines; where they are in another language, a line says so, and each keeps its own direction. */
export function publishersLines({ words, tongue, foreign }: ChosenWords): readonly string[] {
  if (words === undefined) {
    return [];
  }
  const { language } = words;
  const said = [words.issue, words.impact, words.instruction, words.timeline]
    .filter((line) => line !== undefined)
    .map((line) => plainText(line, 278));
  if (!foreign) {
    return said;
  }
  const announced = say('line.language', { language: { kind: 'language', tag: language } });
  const turned = directionOf(language) !== tongue.direction;
  return [
    plainText(tongue.say(announced), 280),
    ...said.map((line) => (turned ? isolated(line, language) : line)),
  ];
}

/** Marks of UAX #9 around a whole line: inside it is written its own way, and nothing around it is moved. */
function isolated(line: string, language: string): string {
  return `${directionOf(language) === 'rtl' ? '\u2067' : '\u2066'}${line}\u2069`;
}

/**
 * One language for the whole notice: the user's best in which both the agent and the publisher speak. Where there is
 * none, each speaks their own.
 */
export function chooseWords(
  advisory: Advisory | undefined,
  { languages, messages }: Pick<AgentFacts, 'languages' | 'messages'>,
): ChosenWords {
  const texts = advisory?.texts ?? [];
  const spoken = spokenFor(languages, messages);
  const [first = { language: 'en', locale: 'en' }] = spoken;
  for (const one of texts.length === 0 ? [] : spoken) {
    const words = textIn(texts, one.locale) ?? textIn(texts, one.language);
    if (words !== undefined) {
      return { tongue: tongueOf(one, messages), words, foreign: false };
    }
  }
  const words = languages.map((tag) => textIn(texts, tag)).find((text) => text !== undefined);
  const said = words ?? texts[0];
  return { tongue: tongueOf(first, messages), words: said, foreign: said !== undefined };
}

function textIn(texts: readonly AdvisoryText[], tag: string): AdvisoryText | undefined {
  const [language = tag] = tag.split('-');
  const exact = (wanted: string): AdvisoryText | undefined =>
    texts.find((text) => text.language.toLowerCase() === wanted.toLowerCase());
  return exact(tag) ?? exact(language) ?? texts.find((text) => isRelated(text.language, tag));
}
