import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advisoriesInForce, advisoryOn, readSeverity, worstFirst } from './advisory.ts';
import type { Advisory } from './advisory.ts';
import { advisory, NOW, v } from './decide.fixture.ts';

const here = { platform: 'linux', arch: 'x64' } as const;
const inForce = (...advisories: readonly Advisory[]): readonly string[] =>
  advisoriesInForce(advisories, here, NOW).map(({ id, revision }) => `${id}@${revision}`);
const one = (facts: Partial<Advisory> & { readonly on?: string } = {}): Advisory =>
  advisory({ id: 'a', on: '1.1.0', ...facts });

describe('an advisory is in force', () => {
  it('on the systems and architectures that it names, or on all', () => {
    expect(inForce(one())).toEqual(['a@1']);
    expect(inForce(one({ platforms: ['macos', 'linux'], archs: ['x64'] }))).toEqual(['a@1']);
    expect(inForce(one({ platforms: ['macos'] }))).toEqual([]);
    expect(inForce(one({ archs: ['arm64'] }))).toEqual([]);
  });

  it('until the instant at which it expires, and not at it', () => {
    expect(inForce(one({ expires: NOW + 1 }))).toEqual(['a@1']);
    expect(inForce(one({ expires: NOW }))).toEqual([]);
  });

  it('in its newest revision, wherever that stands in the feed', () => {
    expect(inForce(one(), one({ revision: 3 }), one({ revision: 2 }))).toEqual(['a@3']);
  });

  it('beside another of the same id and revision: a slip must not silence a warning', () => {
    expect(inForce(one({ kind: 'notice' }), one())).toEqual(['a@1', 'a@1']);
  });

  it('no more in an old revision once the newest has expired or was meant for others', () => {
    expect(inForce(one(), one({ revision: 2, expires: NOW }))).toEqual([]);
    expect(inForce(one(), one({ revision: 2, platforms: ['macos'] }))).toEqual([]);
  });

  it('no more once another supersedes it', () => {
    expect(inForce(one(), one({ id: 'b', supersedes: 'a' }))).toEqual(['b@1']);
  });

  it('no more once it is resolved, and the word that resolves it is news itself', () => {
    expect(inForce(one(), one({ id: 'b', kind: 'resolved', resolves: 'a' }))).toEqual(['b@1']);
  });

  it('no more although what ended it has expired: a warning does not come back by itself', () => {
    const over = one({ id: 'b', kind: 'resolved', resolves: 'a', expires: NOW });
    expect(inForce(one(), over)).toEqual([]);
    expect(inForce(one(), one({ id: 'b', supersedes: 'a', expires: NOW }))).toEqual([]);
  });

  it('still where it is resolved on another system only', () => {
    const over = one({ id: 'b', kind: 'resolved', resolves: 'a', platforms: ['macos'] });
    expect(inForce(one(), over)).toEqual(['a@1']);
  });

  it('although it names itself as what it supersedes: a slip must not silence a warning', () => {
    expect(inForce(one({ revision: 2, supersedes: 'a' }))).toEqual(['a@2']);
  });

  it('although another one claims to resolve it without being a resolution', () => {
    expect(inForce(one(), one({ id: 'b', kind: 'notice', resolves: 'a' }))).toEqual(['a@1', 'b@1']);
  });
});

describe('the advisory on a version', () => {
  const kinds = ['withdrawn', 'blocked', 'notice', 'resolved'] as const;

  it('is the worst of the kinds asked for, the first in the feed among equals', () => {
    const all = [
      one({ id: 'low', severity: 'low' }),
      one({ id: 'first', severity: 'high' }),
      one({ id: 'second', severity: 'high' }),
      one({ id: 'other kind', severity: 'critical', kind: 'blocked' }),
    ];
    expect(advisoryOn(v('1.1.0'), all, ['withdrawn'])?.id).toBe('first');
    expect(advisoryOn(v('1.0.0'), all, kinds)).toBeUndefined();
  });

  it('names pre-releases inside its bounds too', () => {
    const range = one({ on: '>=1.0.0 <1.2.0' });
    expect(advisoryOn(v('1.1.0-rc.1'), [range], ['withdrawn'])?.id).toBe('a');
  });

  it('without a range is about every version only when it changes nothing', () => {
    const unbounded = (kind: Advisory['kind']): Advisory => one({ kind, versions: undefined });
    expect(advisoryOn(v('1.1.0'), [unbounded('notice')], kinds)?.id).toBe('a');
    for (const kind of ['withdrawn', 'blocked', 'resolved'] as const) {
      expect(advisoryOn(v('1.1.0'), [unbounded(kind)], kinds)).toBeUndefined();
    }
  });
});

describe('a severity', () => {
  it('that is not known reads as medium, neither lost nor a siren', () => {
    expect(readSeverity('critical')).toBe('critical');
    for (const odd of ['Critical', 'severe', '', undefined]) {
      expect(readSeverity(odd)).toBe('medium');
    }
  });

  it('sorts worst first, keeps equals in their order and changes no list', () => {
    const severities = fc.constantFrom('critical', 'high', 'medium', 'low');
    fc.assert(
      fc.property(fc.array(severities), (given) => {
        const list = given.map((severity, at) => one({ id: String(at), severity }));
        const sorted = worstFirst(list);
        expect(list.map(({ id }) => id)).toEqual(given.map((_, at) => String(at)));
        for (const level of ['critical', 'high', 'medium', 'low']) {
          const ids = sorted.filter(({ severity }) => severity === level).map(({ id }) => +id);
          expect(ids).toEqual([...ids].sort((a, b) => a - b));
        }
        const order = sorted.map(({ severity }) =>
          ['critical', 'high', 'medium', 'low'].indexOf(severity),
        );
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });
});
