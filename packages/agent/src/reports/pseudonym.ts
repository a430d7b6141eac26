import { createHash, createHmac } from 'node:crypto';

/** 32 random bytes, drawn once by an install; they never leave it. */
export type Secret = Uint8Array;

/** Bytes of a {@link Secret}. */
export const SECRET_BYTES = 32;

/** The install's name for one release: 128 bits of HMAC-SHA256. Without the secret no two of them can be tied together. */
export function pseudonymFor(secret: Secret, app: string, version: string): string {
  return keyed(secret, ['client', app, version]);
}

/** The id of something that counts once: drawn again after a lost file, it is the same, and is counted once all the same. */
export function eventIdFor(
  secret: Secret,
  about: { readonly app: string; readonly version: string },
  what: readonly string[],
): string {
  return keyed(secret, ['event', about.app, about.version, ...what]);
}

/** The id of a batch, from the ids in it: the same events sent again are the same batch. */
export function batchIdOf(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 32);
}

/** What the app calls an error, as 64 bits that can be compared and not read. The same on every machine. */
export function signatureOf(app: string, name: string): string {
  const parts = JSON.stringify(['signature', app, name]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 16);
}

/** As JSON, so that no two lists of parts run together into one text. */
function keyed(secret: Secret, parts: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
