import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKey, signHex } from './private-key.ts';
import { role } from './root.fixture.ts';
import type { PackageFacts } from './statement.ts';
import { signStatement, statementText, verifyStatement } from './statement.ts';

const releaseKey = generateKey();
const feedKey = generateKey();
const releases = role([releaseKey]);
const facts: PackageFacts = {
  app: 'com.example.notes',
  version: '1.1.0',
  platform: 'linux',
  arch: 'x64',
  package: 'AppImage',
  length: 104_857_600,
  sha512: Buffer.alloc(64, 7).toString('base64'),
  floor: '1.0.0',
};
const signature = signStatement(facts, releaseKey);
const code = (changes: Partial<PackageFacts>, text: string | undefined = signature): string => {
  const verdict = verifyStatement({ ...facts, ...changes }, text, releases);
  return verdict.ok ? 'believed' : verdict.problem.code;
};

describe('the statement on a package', () => {
  it('is the published text, each value on its line', () => {
    expect(statementText(facts)).toBe(
      `phasegate-package-1\ncom.example.notes\n1.1.0\nlinux\nx64\nAppImage\n104857600\n${facts.sha512}\n1.0.0\n`,
    );
    expect(statementText({ ...facts, arch: undefined })).toContain('\nlinux\nany\nAppImage\n');
    expect(signature).toMatch(/^[\da-f]{64}:[\da-f]{128}$/);
  });

  it('is believed when the release key has signed it', () => {
    expect(verifyStatement(facts, signature, releases)).toEqual({ ok: true, signed: facts });
  });

  it.each<Partial<PackageFacts>>([
    { app: 'com.example.other' },
    { version: '9.9.9' },
    { platform: 'windows' },
    { arch: 'arm64' },
    { arch: undefined },
    { package: 'deb' },
    { length: 104_857_601 },
    { sha512: Buffer.alloc(64, 8).toString('base64') },
    { floor: '0.0.1' },
  ])('is not believed for a package relabelled %j', (changes) => {
    expect(code(changes)).toBe('wrong-signature');
  });

  it.each<Partial<PackageFacts>>([
    { app: '' },
    { floor: '' },
    { version: '1.1.0\nlinux' },
    { package: 'AppImage\r' },
    { platform: 'li\u0000nux' },
    { app: '\uD800' },
    { length: -1 },
    { length: 1.5 },
    { length: Number.NaN },
    { sha512: 'abc' },
  ])('cannot be made or believed with %j', (changes) => {
    expect(code(changes)).toBe('bad-facts');
    expect(() => signStatement({ ...facts, ...changes }, releaseKey)).toThrow(
      expect.objectContaining({ code: 'cannot-sign' }),
    );
  });

  it.each<[string, string]>([
    ['', 'not-signed'],
    [signature.toUpperCase(), 'bad-encoding'],
    [`${signature} `, 'bad-encoding'],
    [`${signature}:`, 'bad-encoding'],
    [signature.slice(0, -1), 'bad-encoding'],
    [signature.replace(':', ' '), 'bad-encoding'],
    [signStatement(facts, feedKey), 'unknown-key'],
    [`${releaseKey.public.keyid}:${signStatement(facts, feedKey).slice(65)}`, 'wrong-signature'],
  ])('is not believed on %j: %s', (text, expected) => {
    expect(code({}, text)).toBe(expected);
  });

  it('is not believed without a signature, or when one is not enough', () => {
    const two = role([releaseKey, generateKey()], 2);
    expect(verifyStatement(facts, undefined, releases)).toMatchObject({
      problem: { code: 'not-signed' },
    });
    expect(verifyStatement(facts, signature, two)).toMatchObject({
      problem: { code: 'threshold-not-met' },
    });
  });

  it('never has the text of another package', () => {
    const word = fc.stringMatching(/^[\dA-Za-z.]{1,6}$/);
    const some: fc.Arbitrary<PackageFacts> = fc.record({
      app: word,
      version: word,
      platform: word,
      arch: word,
      package: word,
      length: fc.nat(),
      sha512: fc.constant(facts.sha512),
      floor: word,
    });
    fc.assert(
      fc.property(some, some, (one, other) => {
        const same = JSON.stringify(Object.values(one)) === JSON.stringify(Object.values(other));
        expect(statementText(one) === statementText(other)).toBe(same);
      }),
    );
  });

  it('is no signature of a feed, even with the same key', () => {
    expect(
      code({}, `${releaseKey.public.keyid}:${signHex(releaseKey, Buffer.from('<rss></rss>\n'))}`),
    ).toBe('wrong-signature');
  });
});
