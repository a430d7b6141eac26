import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkPackage, parseSha512 } from './package.ts';

const bytes = Buffer.from('the installer');
const sha512 = createHash('sha512').update(bytes).digest('base64');

describe('a package check', () => {
  it('proves the very bytes the feed describes, in whatever pieces they come', () => {
    const check = checkPackage({ length: bytes.length, sha512 });
    expect(check.take(bytes.subarray(0, 5))).toBe(true);
    expect(check.take(bytes.subarray(5))).toBe(true);
    expect(check.finish()).toEqual({ ok: true, proof: { length: bytes.length, sha512 } });
  });

  it('stops a download as soon as one byte more has come than was promised', () => {
    const check = checkPackage({ length: 4, sha512 });
    expect(check.take(bytes.subarray(0, 4))).toBe(true);
    expect(check.take(bytes.subarray(4, 5))).toBe(false);
  });

  it('refuses a file that is too short, and says by how much', () => {
    const check = checkPackage({ length: bytes.length, sha512 });
    check.take(bytes.subarray(1));
    const problem = { code: 'wrong-length', expected: 13, actual: 12 };
    expect(check.finish()).toEqual({ ok: false, problem });
  });

  it('refuses a file of the right length with one bit changed', () => {
    const changed = Buffer.from(bytes);
    changed[0] = (changed[0] ?? 0) ^ 1;
    const check = checkPackage({ length: bytes.length, sha512 });
    check.take(changed);
    expect(check.finish()).toMatchObject({ ok: false, problem: { code: 'wrong-digest' } });
  });

  it.each([
    '',
    'abc',
    sha512.slice(1),
    `${sha512} `,
    sha512.replace('==', ''),
    `${sha512.slice(0, 85)}Z==`,
  ])('does not read %j as a sha512', (text) => {
    expect(parseSha512(text)).toBeUndefined();
  });

  it('reads a sha512 as electron-builder writes it', () => {
    expect(parseSha512(sha512)).toBe(sha512);
  });
});
