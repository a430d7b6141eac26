import { directionOf } from './direction.ts';
import { EN } from './en.ts';
import { format } from './format.ts';
import { catalogOf } from './languages.ts';
import type { Spoken } from './languages.ts';
import type { AppMessages, Message } from './message.ts';

/** One language, ready to speak. */
export interface Tongue {
  /** BCP 47 tag of the words. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly say: (message: Message) => string;
}

/** Speaks a language; a message of the app's that cannot be used makes way for the agent's own. */
export function tongueOf({ language, locale }: Spoken, words: AppMessages = {}): Tongue {
  const { builtIn, own } = catalogOf(language, words);
  return {
    language,
    direction: directionOf(language),
    say: (message) => {
      for (const text of [own[message.key], builtIn?.[message.key], EN[message.key]]) {
        const said = format(text, message, language, locale);
        if (said !== undefined) {
          return said;
        }
      }
      return message.key;
    },
  };
}
