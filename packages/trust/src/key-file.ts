import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import type { CanonicalValue } from './canonical-json.ts';
import { TrustError } from './error.ts';
import { isHex } from './key.ts';
import type { PublicKey } from './key.ts';
import { privateKeyFromSeed, seedOf } from './private-key.ts';
import type { PrivateKey } from './private-key.ts';
import { parseStrictJson } from './strict-json.ts';

const SCHEMA = 'phasegate/key@1';

/** The only parameters read: a file that asks for others could ask for next to none, or for all memory there is. */
const SCHEME = { kdf: 'scrypt', n: 2 ** 17, r: 8, p: 1, cipher: 'aes-256-gcm' } as const;

type Fields = { readonly [name: string]: CanonicalValue };

/**
 * The JSON text of a key file, the secret as it is or, with a passphrase, encrypted (scrypt, AES-256-GCM over a
 * fresh salt and nonce; id and public key are bound to it). Throws `passphrase-empty`.
 */
export function keyFileText(key: PrivateKey, passphrase?: string): string {
  const { keyid, hex } = key.public;
  const secret = passphrase === undefined ? seedOf(key) : locked(key, passphrase);
  const file = { schema: SCHEMA, keyid, public: hex, private: secret };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Opens a key file. Throws `not-a-key-file`, `passphrase-needed`, `wrong-passphrase` (or the file was changed: the
 * two look alike), and `key-mismatch` where secret, public key and id do not belong together.
 */
export function readKeyFile(text: string, passphrase?: string): PrivateKey {
  const file = fieldsOf(parseStrictJson(Buffer.from(text, 'utf8')));
  if (file['schema'] !== SCHEMA) {
    throw new TrustError('not-a-key-file', `a key file says "schema": "${SCHEMA}"`);
  }
  const about = { keyid: hexField(file, 'keyid', 32), hex: hexField(file, 'public', 32) };
  const seed =
    typeof file['private'] === 'string'
      ? hexField(file, 'private', 32)
      : unlocked(fieldsOf(file['private']), about, passphrase);
  const key = privateKeyFromSeed(seed);
  if (key.public.hex !== about.hex || key.public.keyid !== about.keyid) {
    throw new TrustError(
      'key-mismatch',
      'private key, public key and key id do not belong together',
    );
  }
  return key;
}

function locked(key: PrivateKey, passphrase: string): object {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv(SCHEME.cipher, derived(passphrase, salt), nonce);
  cipher.setAAD(bound(key.public));
  const data = Buffer.concat([cipher.update(Buffer.from(seedOf(key), 'hex')), cipher.final()]);
  const parts = Object.entries({ salt, nonce, data, tag: cipher.getAuthTag() });
  return {
    ...SCHEME,
    ...Object.fromEntries(parts.map(([name, part]) => [name, part.toString('hex')])),
  };
}

function unlocked(
  box: Fields,
  about: Pick<PublicKey, 'keyid' | 'hex'>,
  passphrase: string | undefined,
): string {
  if (Object.entries(SCHEME).some(([name, value]) => box[name] !== value)) {
    throw new TrustError('not-a-key-file', 'the secret is encrypted in a way that is not known');
  }
  const [salt, nonce, data, tag] = [
    hexBytes(box, 'salt', 16),
    hexBytes(box, 'nonce', 12),
    hexBytes(box, 'data', 32),
    hexBytes(box, 'tag', 16),
  ];
  if (passphrase === undefined) {
    throw new TrustError('passphrase-needed', 'the key file is encrypted');
  }
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv(SCHEME.cipher, derived(passphrase, salt), nonce, options);
  try {
    decipher.setAAD(bound(about)).setAuthTag(tag);
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('hex');
  } catch (error) {
    const message = 'the passphrase is wrong, or the key file was changed';
    throw new TrustError('wrong-passphrase', message, error);
  }
}

function derived(passphrase: string, salt: Uint8Array): Uint8Array {
  if (passphrase === '') {
    throw new TrustError('passphrase-empty', 'a passphrase has at least one character');
  }
  const { n, r, p } = SCHEME;
  // scrypt needs 128 * N * r = 128 MiB; Node's own limit is 32.
  const options = { N: n, r, p, maxmem: 192 * 1024 * 1024 };
  // One passphrase, however a keyboard composes its accents.
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, options);
}

function bound({ keyid, hex }: Pick<PublicKey, 'keyid' | 'hex'>): Uint8Array {
  return Buffer.from(`${SCHEMA}\n${keyid}\n${hex}\n`, 'utf8');
}

function fieldsOf(value: CanonicalValue | undefined): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TrustError('not-a-key-file', 'this is not a key file');
  }
  return value as Fields;
}

function hexField(fields: Fields, name: string, bytes: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || !isHex(value, bytes)) {
    throw new TrustError('not-a-key-file', `"${name}" is not ${bytes * 2} lower-case hex digits`);
  }
  return value;
}

function hexBytes(fields: Fields, name: string, bytes: number): Buffer {
  return Buffer.from(hexField(fields, name, bytes), 'hex');
}
