import { TrustError } from './error.ts';

/** What canonical JSON can say: no fractions, no exponents. */
export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * OLPC canonical JSON in UTF-8, the bytes that TUF signs (TUF 1.0.34, 4.1): names in the order of their code points,
 * no spaces, only `\` and `"` escaped. Throws `not-canonical` for a number that is not a safe integer and for a
 * lone surrogate, which UTF-8 cannot carry: two texts would get one signature.
 */
export function canonicalJson(value: CanonicalValue): Uint8Array {
  return Buffer.from(written(value), 'utf8');
}

function written(value: CanonicalValue): string {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (typeof value === 'number') {
    return integer(value);
  }
  if (typeof value === 'string') {
    return quoted(value);
  }
  return isList(value) ? `[${value.map((entry) => written(entry)).join(',')}]` : members(value);
}

function members(value: { readonly [name: string]: CanonicalValue }): string {
  const pairs = Object.entries(value).map(([name, entry]) => ({
    order: Buffer.from(name, 'utf8'),
    text: `${quoted(name)}:${written(entry)}`,
  }));
  // UTF-8 sorts as its code points do; UTF-16, in which strings compare, does not.
  pairs.sort((one, other) => Buffer.compare(one.order, other.order));
  return `{${pairs.map(({ text }) => text).join(',')}}`;
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new TrustError(
      'not-canonical',
      `${value} is not an integer that canonical JSON can hold`,
    );
  }
  return value === 0 ? '0' : String(value);
}

function quoted(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new TrustError('not-canonical', 'a string holds half a character');
  }
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
