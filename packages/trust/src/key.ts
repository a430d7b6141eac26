import { createHash, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { CanonicalValue } from './canonical-json.ts';

declare const checked: unique symbol;

/** An Ed25519 public key that may be trusted. Only {@link parsePublicKey} makes one. */
export interface PublicKey {
  /** The 32 bytes as 64 lower-case hex digits. */
  readonly hex: string;
  /** The key id as TUF computes it, 64 lower-case hex digits. */
  readonly keyid: string;
  readonly [checked]: 'public-key';
}

/** A key as TUF roots carry it. */
export type TufKey = {
  readonly keytype: 'ed25519';
  readonly scheme: 'ed25519';
  readonly keyval: { readonly public: string };
};

/** Why a text is no key to trust: not 64 lower-case hex digits, or a point of small order. */
export type KeyFault = 'not-a-key' | 'weak-key';

/** The verdict on the text of a public key. */
export type KeyVerdict =
  | { readonly ok: true; readonly key: PublicKey }
  | { readonly ok: false; readonly code: KeyFault };

/** What stands before the 32 bytes in a SubjectPublicKeyInfo (RFC 8410, 4). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The y coordinates of the points of small order, in the canonical and in the longer encoding, sign bit clear. For
 * such a key some runtimes, Electron 25 among them, accept a signature that nobody made.
 */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** Reads the 64 lower-case hex digits of an Ed25519 public key (feed-format, "Trust", 7). */
export function parsePublicKey(hex: string): KeyVerdict {
  if (!isHex(hex, 32)) {
    return { ok: false, code: 'not-a-key' };
  }
  if (SMALL_ORDER.has(withoutSign(hex))) {
    return { ok: false, code: 'weak-key' };
  }
  return { ok: true, key: { hex, keyid: keyIdOf(tufKeyOf(hex)) } as PublicKey };
}

/** The key object that TUF hashes and roots carry. */
export function tufKeyOf(hex: string): TufKey {
  return { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex } };
}

/** The id of a key object: sha256 over its canonical JSON (TUF 1.0.34, 4.2.1). */
export function keyIdOf(key: CanonicalValue): string {
  return createHash('sha256').update(canonicalJson(key)).digest('hex');
}

/** Whether 128 lower-case hex digits are this key's signature over these very bytes. Never throws. */
export function verifySignature(key: PublicKey, bytes: Uint8Array, signature: string): boolean {
  if (!isHex(signature, 64)) {
    return false;
  }
  try {
    return verify(null, bytes, pointOf(key), Buffer.from(signature, 'hex'));
  } catch {
    // Some runtimes throw for bytes that are no point of the curve, others answer no.
    return false;
  }
}

/** Keys as the runtime has them: making one takes as long as a verification. */
const POINTS = new WeakMap<PublicKey, KeyObject>();

function pointOf(key: PublicKey): KeyObject {
  const known = POINTS.get(key);
  if (known !== undefined) {
    return known;
  }
  const der = Buffer.concat([SPKI, Buffer.from(key.hex, 'hex')]);
  const point = createPublicKey({ key: der, format: 'der', type: 'spki' });
  POINTS.set(key, point);
  return point;
}

/** Whether a text is so many bytes in lower-case hex and nothing else; `Buffer.from` would pass over the rest. */
export function isHex(text: string, bytes: number): boolean {
  return text.length === bytes * 2 && /^[\da-f]*$/.test(text);
}

function withoutSign(hex: string): string {
  const last = Number.parseInt(hex.slice(62), 16) & 0x7f;
  return hex.slice(0, 62) + last.toString(16).padStart(2, '0');
}
