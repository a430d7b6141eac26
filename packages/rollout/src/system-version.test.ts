import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSystemVersions, parseSystemVersion } from './system-version.ts';
import type { SystemVersion } from './system-version.ts';

const system = (text: string): SystemVersion => parseSystemVersion(text) as SystemVersion;

describe('a system version', () => {
  it.each([
    ['14', [14]],
    ['14.2.1', [14, 2, 1]],
    ['10.0.19045', [10, 0, 19_045]],
    ['10.0.19045.3570', [10, 0, 19_045, 3570]],
  ])('%s is read number by number', (text, numbers) =>
    expect(parseSystemVersion(text)).toEqual(numbers),
  );

  it.each([
    '',
    '14.',
    '.5',
    '14..1',
    '1.2.3.4.5',
    '6.1.0-13-amd64',
    ' 14',
    'v14',
    '1e3',
    '-1',
    '9'.repeat(10),
  ])('%j is none, and nothing is guessed', (text) =>
    expect(parseSystemVersion(text)).toBeUndefined(),
  );

  it.each([
    ['10.9', '10.10', -1],
    ['14', '14.0.0', 0],
    ['14.0.1', '14', 1],
    ['6.1', '6.0.9', 1],
  ])('%s beside %s compares by number, a missing one as 0', (a, b, sign) => {
    expect(Math.sign(compareSystemVersions(system(a), system(b)))).toBe(sign);
    expect(Math.sign(compareSystemVersions(system(b), system(a)))).toBe(sign === 0 ? 0 : -sign);
  });

  it('sorts as a total order', () => {
    const any = fc
      .array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 })
      .map((numbers) => system(numbers.join('.')));
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        if (compareSystemVersions(a, b) <= 0 && compareSystemVersions(b, c) <= 0) {
          expect(compareSystemVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
