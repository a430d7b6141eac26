import { IntlMessageFormat } from 'intl-messageformat';
import type { Message } from './message.ts';
import { writeValue } from './write-value.ts';

const parsed = new Map<string, IntlMessageFormat>();

/** The text with its values; `undefined` where it is no ICU message, says nothing, or speaks of what it is not given. */
export function format(
  text: unknown,
  { values }: Pick<Message, 'values'>,
  language: string,
  locale: string,
): string | undefined {
  // The app's words may come from plain JavaScript.
  if (typeof text !== 'string') {
    return undefined;
  }
  if (isPlain(text)) {
    return text.trim() === '' ? undefined : text;
  }
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

/** Nothing in it for a parser: the menu entry of an app with nothing to say costs nothing. */
function isPlain(text: string): boolean {
  return !/[{}']/.test(text);
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
