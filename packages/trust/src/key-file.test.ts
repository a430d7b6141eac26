import { describe, expect, it } from 'vitest';
import { keyFileText, readKeyFile } from './key-file.ts';
import { generateKey, seedOf, signHex } from './private-key.ts';

const key = generateKey();
const other = generateKey();
const plain = keyFileText(key);
const locked = keyFileText(key, 'Straße 7');
const changed = (text: string, fields: object): string =>
  JSON.stringify({ ...(JSON.parse(text) as object), ...fields });
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

describe('a key file', () => {
  it('gives back the very key that was written', () => {
    const read = readKeyFile(plain);
    expect(read.public).toEqual(key.public);
    expect(signHex(read, Buffer.from('x'))).toBe(signHex(key, Buffer.from('x')));
    expect(Object.keys(JSON.parse(plain) as object)).toEqual([
      'schema',
      'keyid',
      'public',
      'private',
    ]);
  });

  it('keeps the secret from those who lack the passphrase', () => {
    expect(locked).not.toContain(seedOf(key));
    expect(readKeyFile(locked, 'Straße 7').public).toEqual(key.public);
    expect(() => readKeyFile(locked, 'Strasse 7')).toThrow(code('wrong-passphrase'));
    expect(() => readKeyFile(locked)).toThrow(code('passphrase-needed'));
    expect(() => readKeyFile(locked, '')).toThrow(code('passphrase-empty'));
    expect(() => keyFileText(key, '')).toThrow(code('passphrase-empty'));
  });

  it('opens with the same passphrase however the keyboard composed its accents', () => {
    const again = keyFileText(key, 'Strae\u0301 7');
    expect(readKeyFile(again, 'Stra\u00e9 7').public).toEqual(key.public);
  });

  it('notices what was changed while it was locked', () => {
    const box = (JSON.parse(locked) as { private: Record<string, string> }).private;
    for (const name of ['nonce', 'tag']) {
      const flipped = (box[name] ?? '').replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      const file = changed(locked, { private: { ...box, [name]: flipped } });
      expect(() => readKeyFile(file, 'Straße 7')).toThrow(code('wrong-passphrase'));
    }
    const { hex, keyid } = other.public;
    const file = changed(locked, { public: hex, keyid });
    expect(() => readKeyFile(file, 'Straße 7')).toThrow(code('wrong-passphrase'));
  });

  it('does not spend memory or accept a cheaper lock because the file says so', () => {
    const box = (JSON.parse(locked) as { private: object }).private;
    for (const fields of [
      { n: 2 },
      { n: 2 ** 30 },
      { r: 1 },
      { p: 9 },
      { kdf: 'none' },
      { tag: 'ab' },
    ]) {
      const file = changed(locked, { private: { ...box, ...fields } });
      expect(() => readKeyFile(file, 'Straße 7')).toThrow(code('not-a-key-file'));
    }
  });

  it('is refused when secret, public key and id do not belong together', () => {
    expect(() => readKeyFile(changed(plain, { public: other.public.hex }))).toThrow(
      code('key-mismatch'),
    );
    expect(() => readKeyFile(changed(plain, { keyid: other.public.keyid }))).toThrow(
      code('key-mismatch'),
    );
    expect(() => readKeyFile(changed(plain, { private: seedOf(other) }))).toThrow(
      code('key-mismatch'),
    );
  });

  it.each([
    ['nothing', ''],
    ['another schema', changed(plain, { schema: 'phasegate/key@2' })],
    ['a list', '[]'],
    [
      'an upper-case secret',
      changed(plain, { private: seedOf(key).toUpperCase().replace(/^./, 'A') }),
    ],
    ['no secret', changed(plain, { private: null })],
    ['two secrets', plain.replace('"private"', `"private": "${seedOf(other)}", "private"`)],
    ['a PEM file', '-----BEGIN PRIVATE KEY-----'],
  ])('is not %s', (_, text) => {
    expect(() => readKeyFile(text)).toThrow(code('not-a-key-file'));
  });
});
