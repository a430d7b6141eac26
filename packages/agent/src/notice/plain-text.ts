// Control characters and the marks that turn writing direction around (Unicode, UAX #9): in a notice they can only deceive.
// oxlint-disable-next-line no-control-regex
const DECEPTIVE = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** A line fit for a notice: no control or direction characters, single spaces, at most `limit` characters. */
export function plainText(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').replace(DECEPTIVE, '').trim();
  const characters = Array.from(line);
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`;
}
