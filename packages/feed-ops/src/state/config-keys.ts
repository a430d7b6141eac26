import { distance } from 'fastest-levenshtein';
import type * as v from 'valibot';

/** A key that a file has and this version does not know. */
export interface StrangeKey {
  /** Where it stands, `health.sorce`. */
  readonly path: string;
  /** The key that it looks like; `undefined` where it looks like none, so that a newer version may have written it. */
  readonly near: string | undefined;
}

/** What of a valibot schema tells which keys there may be. */
interface Shape {
  readonly entries?: Readonly<Record<string, v.GenericSchema>>;
  readonly wrapped?: v.GenericSchema;
  readonly item?: v.GenericSchema;
  readonly value?: v.GenericSchema;
  readonly options?: readonly unknown[];
}

/** Every key of a value that its schema does not name, at any depth. */
export function strangeKeys(
  schema: v.GenericSchema,
  value: unknown,
  at = '',
): readonly StrangeKey[] {
  const { entries, wrapped, item, value: each, options } = schema as Shape;
  if (wrapped !== undefined) {
    return strangeKeys(wrapped, value, at);
  }
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return item === undefined
      ? []
      : list.flatMap((one, n) => strangeKeys(item, one, `${at}[${n}]`));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (options !== undefined && entries === undefined) {
    return leastStrange(options, value, at);
  }
  const fields = Object.entries(value as Readonly<Record<string, unknown>>);
  return fields.flatMap(([key, one]) => {
    const inner = entries === undefined ? each : ownEntry(entries, key);
    const path = at === '' ? key : `${at}.${key}`;
    if (inner !== undefined) {
      return strangeKeys(inner, one, path);
    }
    return entries === undefined ? [] : [{ path, near: nearestKey(key, Object.keys(entries)) }];
  });
}

/** `constructor` is a key like any other: what every object inherits is not known for that. */
function ownEntry(
  entries: Readonly<Record<string, v.GenericSchema>>,
  key: string,
): v.GenericSchema | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

/** Of several shapes, the one that the value comes closest to. */
function leastStrange(
  options: readonly unknown[],
  value: object,
  at: string,
): readonly StrangeKey[] {
  const found = options
    .filter((option) => typeof option === 'object')
    .map((option) => strangeKeys(option as v.GenericSchema, value, at));
  return found.sort((a, b) => a.length - b.length)[0] ?? [];
}

function nearestKey(key: string, known: readonly string[]): string | undefined {
  return known.find((one) => looksLike(key, one));
}

/** A letter too many, too few or wrong (two in longer words), letters swapped, or another case. */
function looksLike(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  const letters = (text: string): string => Array.from(text).sort().join('');
  const apart = Math.min(2, Math.max(1, Math.floor(one.length / 4)));
  return letters(one) === letters(other) || distance(one, other) <= apart;
}
