import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, isInRange, isNewer, parseVersion, parseVersionRange } from './version.ts';
import type { Version, VersionRange } from './version.ts';

const names = JSON.parse(
  readFileSync(new URL('../../../test/vectors/names.json', import.meta.url), 'utf8'),
) as { versionsRefuse: readonly string[]; versionsAllow: readonly string[] };
const v = (text: string): Version => parseVersion(text) as Version;
const r = (text: string): VersionRange => parseVersionRange(text) as VersionRange;

describe('a version', () => {
  it.each(names.versionsAllow)('may be %j', (text) => expect(parseVersion(text)).toBe(text));
  it.each([
    ...names.versionsRefuse,
    '',
    'v1.2.3',
    '=1.2.3',
    ' 1.2.3',
    '1.2.3.4',
    '1e3',
    '2045',
    '1.02.3',
  ])('is never guessed from %j', (text) => expect(parseVersion(text)).toBeUndefined());

  it('ranks as semver 2.0.0, clause 11, has it', () => {
    const rising = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.10.0',
      '2.0.0',
    ];
    for (const [at, text] of rising.entries()) {
      for (const later of rising.slice(at + 1)) {
        expect(isNewer(v(later), v(text))).toBe(true);
        expect(isNewer(v(text), v(later))).toBe(false);
      }
    }
  });

  it('is the same with another build number', () => {
    expect(compareVersions(v('1.0.0+5'), v('1.0.0+6'))).toBe(0);
  });

  it('is compared number by number, however large', () => {
    const part = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
        const at = a.findIndex((number, place) => number !== b[place]);
        const expected = at < 0 ? 0 : Math.sign((a[at] ?? 0) - (b[at] ?? 0));
        expect(Math.sign(compareVersions(v(a.join('.')), v(b.join('.'))))).toBe(expected);
      }),
    );
  });
});

describe('a range of versions', () => {
  it('names pre-releases inside its bounds too, so that a bad line cannot be kept by its betas', () => {
    expect(isInRange(v('1.1.0-beta.2'), r('>=1.0.0 <1.1.0'))).toBe(true);
    expect(isInRange(v('1.1.0'), r('1.1.0'))).toBe(true);
    expect(isInRange(v('1.1.0+7'), r('1.1.0'))).toBe(true);
    expect(isInRange(v('1.1.1'), r('1.1.0'))).toBe(false);
    expect(isInRange(v('1.1.1'), r('1.1.0 || 1.1.1'))).toBe(true);
  });

  it.each(['', '  ', 'latest', '1.2.3 to 4', '||', '1.1.0 ||', '|| 1.1.0', '1.1.0 || || 1.2.0'])(
    'is not %j; nothing must mean "every version" by accident',
    (text) => {
      expect(parseVersionRange(text)).toBeUndefined();
    },
  );
});
