import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePublicKey, tufKeyOf, keyIdOf, verifySignature } from './key.ts';
import type { PublicKey } from './key.ts';
import { generateKey, readSparkleKey, privateKeyFromSeed, seedOf, signHex } from './private-key.ts';

const vectors = new URL('../../../test/vectors/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, vectors), 'utf8'));

interface Weak {
  readonly forgedSignature: string;
  readonly keys: readonly { readonly hex: string }[];
}
interface Wycheproof {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly msg: string;
      readonly sig: string;
      readonly result: 'valid' | 'invalid';
    }[];
  }[];
}

const weak = read('ed25519-weak-keys.json') as Weak;
const wycheproof = read('wycheproof-ed25519.json') as Wycheproof;
const message = Buffer.from('a feed');

describe('a public key', () => {
  it.each(weak.keys)('is refused when anybody can sign for it: $hex', ({ hex }) => {
    expect(parsePublicKey(hex)).toEqual({ ok: false, code: 'weak-key' });
  });

  it('is refused in fourteen encodings, no fewer', () => {
    expect(new Set(weak.keys.map(({ hex }) => hex)).size).toBe(14);
  });

  const { hex } = generateKey().public;
  it.each([
    '',
    hex.slice(1),
    `${hex}0`,
    `${hex.slice(0, 63)}g`,
    `${hex}\n`,
    ` ${hex.slice(1)}`,
    `0x${hex.slice(2)}`,
    `a${hex.slice(1)}`.toUpperCase(),
  ])('is exactly 64 lower-case hex digits, so %j is none', (text) => {
    expect(parsePublicKey(text)).toEqual({ ok: false, code: 'not-a-key' });
  });

  it('has the id that TUF gives it', () => {
    const root = read('root-chain/1.root.json') as {
      signed: { keys: Record<string, { keyval: { public: string } }> };
    };
    const entries = Object.entries(root.signed.keys);
    expect(entries).toHaveLength(6);
    for (const [keyid, entry] of entries) {
      expect(good(entry.keyval.public).keyid).toBe(keyid);
      expect(keyIdOf(tufKeyOf(entry.keyval.public))).toBe(keyid);
    }
  });
});

describe('a signature', () => {
  const cases = wycheproof.testGroups.flatMap(({ publicKey, tests }) =>
    tests.map((test) => ({ ...test, pk: publicKey.pk })),
  );

  it('is judged as Wycheproof says, in all 151 cases', () => {
    expect(cases).toHaveLength(wycheproof.numberOfTests);
    const wrong = cases.filter(
      ({ pk, msg, sig, result }) =>
        verifySignature(good(pk), Buffer.from(msg, 'hex'), sig) !== (result === 'valid'),
    );
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
  });

  it('does not count in upper-case hex, with a space or a line feed, or one digit short', () => {
    const key = generateKey();
    const signature = signHex(key, message);
    expect(verifySignature(key.public, message, signature)).toBe(true);
    const lax = [
      signature.toUpperCase(),
      `${signature}\n`,
      ` ${signature}`,
      signature.slice(1),
      '',
    ];
    for (const text of lax) {
      expect(verifySignature(key.public, message, text)).toBe(false);
    }
  });

  it('stands for one key and one text only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (bytes, at) => {
        const key = generateKey();
        const signature = signHex(key, bytes);
        const bit = at % (bytes.length * 8);
        const changed = Uint8Array.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifySignature(key.public, bytes, signature)).toBe(true);
        expect(verifySignature(key.public, changed, signature)).toBe(false);
        expect(verifySignature(generateKey().public, bytes, signature)).toBe(false);
      }),
    );
  });
});

describe('a private key', () => {
  it('is the key of RFC 8032, test 1', () => {
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const key = privateKeyFromSeed(seed);
    expect(key.public.hex).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    expect(signHex(key, Buffer.alloc(0))).toMatch(/^e5564300c360ac729086e2cc806e828a.*100b$/);
    expect(seedOf(key)).toBe(seed);
  });

  it('shows nothing of its secret when it is printed', () => {
    const key = generateKey();
    expect(JSON.stringify(key)).not.toContain(seedOf(key));
  });

  it('is read from what Sparkle exports, and only from that', () => {
    const key = generateKey();
    const text = Buffer.from(seedOf(key), 'hex').toString('base64');
    expect(readSparkleKey(`${text}\n`).public).toEqual(key.public);
    for (const bad of ['', text.slice(1), `${text}AAAA`, Buffer.alloc(96).toString('base64')]) {
      expect(() => readSparkleKey(bad)).toThrow(expect.objectContaining({ code: 'not-a-seed' }));
    }
  });
});

function good(hex: string): PublicKey {
  const verdict = parsePublicKey(hex);
  if (!verdict.ok) {
    throw new Error(`${hex}: ${verdict.code}`);
  }
  return verdict.key;
}
