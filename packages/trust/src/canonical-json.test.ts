import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import type { CanonicalValue } from './canonical-json.ts';
import { parseStrictJson } from './strict-json.ts';

const text = (value: CanonicalValue): string => Buffer.from(canonicalJson(value)).toString('utf8');
const parse = (json: string): CanonicalValue | undefined =>
  parseStrictJson(Buffer.from(json, 'utf8'));

describe('canonical JSON', () => {
  it('is one text for one value: names sorted, no spaces, two characters escaped', () => {
    expect(text({ b: [1, -2, true, null], a: { '"\\': 'é\n/' } })).toBe(
      String.raw`{"a":{"\"\\":"é` + '\n' + String.raw`/"},"b":[1,-2,true,null]}`,
    );
  });

  it('sorts names by code point, as the reference implementation does, and not by UTF-16 unit', () => {
    expect(text({ '\u{1F600}': 1, '\uFFFD': 2, a: 3 })).toBe('{"a":3,"\uFFFD":2,"\u{1F600}":1}');
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53, 1e300])('cannot say %d', (value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'not-canonical' }));
  });

  it('refuses half a character, which would be signed as if it were another', () => {
    for (const value of ['\uD800', { '\uDC00': 1 }]) {
      expect(() => canonicalJson(value)).toThrow(
        expect.objectContaining({ code: 'not-canonical' }),
      );
    }
  });

  it('does not depend on how the JSON was written', () => {
    const integers = fc.maxSafeInteger();
    const value = fc.letrec<{ value: CanonicalValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        integers,
        fc.boolean(),
        fc.constant(null),
        fc.string({ unit: 'binary' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(value, fc.nat(4), (given, indent) => {
        const read = parse(JSON.stringify(given, undefined, indent));
        expect(read === undefined ? undefined : text(read)).toBe(text(given));
      }),
    );
  });
});

describe('strict JSON', () => {
  it.each([
    '',
    '{"a":1,"a":1}',
    String.raw`{"a":1,"\u0061":1}`,
    '{"x":[{"a":1,"b":{"a":1},"a":1}]}',
    '1.0',
    '[1e2]',
    '9007199254740993',
    '\uFEFF{}',
    '{"a":1,}',
    '['.repeat(33) + ']'.repeat(33),
  ])('does not read %j', (json) => {
    expect(parse(json)).toBeUndefined();
  });

  it('does not read bytes that are not UTF-8', () => {
    expect(parseStrictJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  it.each(['{"a":{"a":1},"b":["a","a",{"a":":"}]}', '["1.5","a\\":b",-0]', '{"__proto__":1}'])(
    'reads %s',
    (json) => {
      expect(parse(json)).toEqual(JSON.parse(json));
    },
  );
});
