import { IntlMessageFormat } from 'intl-messageformat';
import type { Message } from './message.ts';
import { writeValue } from './write-value.ts';

const parsed = new Map<string, IntlMessageFormat>();

/** The text with its values; `undefined` where it is no ICU message, says nothing, or speaks of what it is not given. */
export function format(
  text: string,
  { values }: Pick<Message, 'values'>,
  language: string,
  locale: string,
): string | undefined {
  try {
    const written = Object.entries(values).map(
      ([name, value]) => [name, writeValue(value, locale)] as const,
    );
    const said = messageFormat(text, language, locale).format(Object.fromEntries(written));
    return typeof said === 'string' && said.trim() !== '' ? said : undefined;
  } catch {
    return undefined;
  }
}

/** Parsed once, when first needed: an app that has nothing to say pays nothing. */
function messageFormat(text: string, language: string, locale: string): IntlMessageFormat {
  const key = `${locale} ${text}`;
  const known = parsed.get(key);
  if (known !== undefined) {
    return known;
  }
  // Tags are text here: nothing in a notice is ever markup.
  const made = new IntlMessageFormat(text, [locale, language], undefined, { ignoreTag: true });
  parsed.set(key, made);
  return made;
}
