/** A piece of a line: plain, or a version, which must not be turned around by the writing direction beside it. */
export interface TextPart {
  readonly kind: 'text' | 'version';
  readonly text: string;
}

const VERSION =
  /\d+\.\d+\.\d+(?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?/g;

/** Finds the versions in a line. */
export function markVersions(line: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const found of line.matchAll(VERSION)) {
    if (found.index > at) {
      parts.push({ kind: 'text', text: line.slice(at, found.index) });
    }
    parts.push({ kind: 'version', text: found[0] });
    at = found.index + found[0].length;
  }
  if (at < line.length) {
    parts.push({ kind: 'text', text: line.slice(at) });
  }
  return parts;
}

/** The words of a line, its versions in `bdi`. */
export function wordsOf(text: string): Node[] {
  return markVersions(text).map(({ kind, text: words }) => {
    if (kind === 'text') {
      return document.createTextNode(words);
    }
    const element = document.createElement('bdi');
    element.textContent = words;
    return element;
  });
}
