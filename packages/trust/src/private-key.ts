import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { TrustError } from './error.ts';
import { isHex, parsePublicKey } from './key.ts';
import type { PublicKey } from './key.ts';

/** An operator's key. The secret is a key object, so that printing one shows nothing. */
export interface PrivateKey {
  readonly public: PublicKey;
  readonly secret: KeyObject;
}

/** What stands before the 32 bytes of the seed in a PKCS #8 file (RFC 8410, 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Makes a new key from the system's randomness. */
export function generateKey(): PrivateKey {
  return privateKeyFromSeed(randomBytes(32).toString('hex'));
}

/** The key of a seed, 64 lower-case hex digits (RFC 8032, 5.1.5). Throws `not-a-seed`. */
export function privateKeyFromSeed(hex: string): PrivateKey {
  if (!isHex(hex, 32)) {
    throw new TrustError('not-a-seed', 'a private key has 64 lower-case hex digits');
  }
  const der = Buffer.concat([PKCS8, Buffer.from(hex, 'hex')]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  const verdict = parsePublicKey(spki.subarray(-32).toString('hex'));
  if (!verdict.ok) {
    throw new TrustError('not-a-seed', `the seed leads to a ${verdict.code}`);
  }
  return { public: verdict.key, secret };
}

/**
 * The key of Sparkle's `generate_keys -x`: base64 of the 32 bytes of the seed. Throws `not-a-seed`, for Sparkle's
 * older form of 96 bytes too, whose seed is lost.
 */
export function readSparkleKey(text: string): PrivateKey {
  const base64 = text.trim();
  const seed = Buffer.from(base64, 'base64');
  if (seed.length !== 32 || seed.toString('base64') !== base64) {
    throw new TrustError('not-a-seed', 'a Sparkle key is the base64 of 32 bytes');
  }
  return privateKeyFromSeed(seed.toString('hex'));
}

/** The seed of a key, 64 lower-case hex digits: what a key file keeps. */
export function seedOf(key: PrivateKey): string {
  return key.secret.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('hex');
}

/** Signs bytes; 64 bytes. */
export function signRaw(key: PrivateKey, bytes: Uint8Array): Uint8Array {
  return sign(null, bytes, key.secret);
}

/** Signs bytes; 128 lower-case hex digits, as {@link verifySignature} reads them. */
export function signHex(key: PrivateKey, bytes: Uint8Array): string {
  return Buffer.from(signRaw(key, bytes)).toString('hex');
}
