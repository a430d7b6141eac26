// What the agent strips as well (packages/agent, plain-text.ts): controls, and the marks that turn writing round, which
// can only deceive in a notice. Joiners stay: Persian and emoji need them.
const DECEPTIVE =
  // oxlint-disable-next-line no-control-regex -- these are the characters that must not pass
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/g;

/** How many characters (code points) one text may have (wire-format, "Appcast"). */
export const MOST_CHARACTERS = 280;
/** How many languages one advisory may have. */
export const MOST_LANGUAGES = 16;

/** A text as notices show it: one line of plain text, without controls and direction marks, its ends trimmed. */
export function plainLine(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(DECEPTIVE, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}
