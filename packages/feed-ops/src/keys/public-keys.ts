import { parsePublicKey } from '@phasegate/trust';
import type { PublicKey } from '@phasegate/trust';

import { oneLine } from '../one-line.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readAll } from '../request.ts';

/** Reads public keys as `keys make` prints them, 64 lower-case hex digits each; the same one twice counts once. */
export function readPublicKeys(texts: readonly string[]): Result<readonly PublicKey[]> {
  return readAll([...new Set(texts)], (text) => {
    const verdict = parsePublicKey(text);
    return verdict.ok
      ? { ok: true, value: verdict.key }
      : refuse(
          'bad-argument',
          `"${oneLine(text, 64)}" is no public key (${verdict.code})`,
          'write the 64 digits that phasegate keys make prints',
        );
  });
}
