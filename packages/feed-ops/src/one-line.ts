// Line breaks and other controls, bidi marks, embeddings and isolates, and the marks that end a line elsewhere.
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- these are the characters that must not pass
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+/g;

/** Any text as one line that a terminal shows as it is: no controls, no bidi overrides, at most `limit` characters. */
export function oneLine(text: string, limit = 200): string {
  const line = text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replace(UNSEEN, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}
