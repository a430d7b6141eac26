import type { CanonicalValue } from './canonical-json.ts';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const MAX_DEPTH = 32;

/**
 * Reads JSON that means the same to every reader: UTF-8 without a byte order mark, no name twice in an object,
 * numbers written as integers, 32 levels at most. `undefined` for anything else.
 */
export function parseStrictJson(bytes: Uint8Array): CanonicalValue | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text) as CanonicalValue;
    return isPlain(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Looks at what `JSON.parse` lets pass; the text is well-formed already. */
function isPlain(text: string): boolean {
  const open: Set<string>[] = [];
  let previous = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      open.push(new Set());
    } else if (token === '}' || token === ']') {
      open.pop();
    }
    const names = open.at(-1);
    if (
      open.length > MAX_DEPTH ||
      isOddNumber(token) ||
      (token === ':' && repeats(names, previous))
    ) {
      return false;
    }
    previous = token;
  }
  return true;
}

function isOddNumber(token: string): boolean {
  return /^[-\d]/.test(token) && !(/^-?\d+$/.test(token) && Number.isSafeInteger(Number(token)));
}

function repeats(names: Set<string> | undefined, token: string): boolean {
  const name = JSON.parse(token) as string;
  const known = names?.has(name) ?? false;
  names?.add(name);
  return known;
}
