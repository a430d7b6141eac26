import { describe, expect, it } from 'vitest';

import { readAdvisoryFile } from './advisories/advisory-file.ts';
import { readUpdateFile } from './releases/update-file.ts';
import { readYaml } from './yaml-text.ts';

const PLAIN = { schema: 'failsafe', maxAliasCount: 0 } as const;
const levels = Array.from({ length: 9 }, (_, at) => `l${at}: &l${at} [${said(at)}]`);
const BOMB = levels.join('\n');

function said(at: number): string {
  return Array.from({ length: 9 }, () => (at === 0 ? 'x' : `*l${at - 1}`)).join(',');
}

describe('a YAML file from elsewhere', () => {
  it.each([
    ['says a key twice', 'a: 1\nb: {c: 1, c: 2}'],
    ['says a key twice in two ways', 'a: 1\n"a": 2'],
    ['unfolds to a billion', BOMB],
    ['is cut off', 'a: [1, 2'],
    ['is two files', 'a: 1\n---\nb: 2'],
    ['goes down for ever', '['.repeat(30_000)],
  ])('that %s is none', (_what, text) => {
    expect(() => readYaml(text, PLAIN)).toThrow(Error);
    expect(readAdvisoryFile(text, 'f').ok).toBe(false);
    expect(readUpdateFile(text, 'latest.yml').ok).toBe(false);
  });

  it('of ten thousand keys is read through before anybody has to wait', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `k${at}: 1`).join('\n');
    expect(Object.keys(readYaml(text, PLAIN) as object)).toHaveLength(10_000);
  });

  it('leaves no mark on what every object has', () => {
    const read = readYaml('__proto__: {polluted: yes}\nconstructor: x', PLAIN) as object;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect('polluted' in {}).toBe(false);
  });

  it('that is a list, or nothing, is no advisory', () => {
    expect(readAdvisoryFile('[]', 'f').ok).toBe(false);
    expect(readAdvisoryFile('- issue: x', 'f').ok).toBe(false);
    expect(readAdvisoryFile('', 'f').ok).toBe(false);
  });
});
