import { isHex, verifySignature } from './key.ts';
import type { PublicKey } from './key.ts';

/** The keys of a role, and how many of them must have signed. */
export interface RoleKeys {
  readonly keys: readonly PublicKey[];
  readonly threshold: number;
}

/** One signature as found: nothing about it is believed yet. */
export interface FoundSignature {
  readonly keyid: string;
  readonly signature: string;
}

/** A signature that did not count, and why. */
export interface SignatureRefusal {
  readonly keyid: string;
  readonly code: 'unknown-key' | 'repeated-signer' | 'bad-encoding' | 'wrong-signature';
}

/** Who of a role has signed. */
export interface SignatureCount {
  readonly met: boolean;
  readonly signers: readonly PublicKey[];
  readonly refused: readonly SignatureRefusal[];
}

/**
 * Counts a role's signatures over some bytes, each key once whatever it is called and however often it signed
 * (TUF 1.0.34, 5.3.4). Signatures of other keys are passed over: during a rotation a file carries old and new ones.
 */
export function countSigners(
  role: RoleKeys,
  bytes: Uint8Array,
  found: readonly FoundSignature[],
): SignatureCount {
  const signers = new Map<string, PublicKey>();
  const refused: SignatureRefusal[] = [];
  for (const { keyid, signature } of found) {
    const key = role.keys.find((candidate) => candidate.keyid === keyid);
    if (key === undefined) {
      refused.push({ keyid, code: 'unknown-key' });
    } else if (signers.has(key.hex)) {
      refused.push({ keyid, code: 'repeated-signer' });
    } else if (!isHex(signature, 64)) {
      refused.push({ keyid, code: 'bad-encoding' });
    } else if (verifySignature(key, bytes, signature)) {
      signers.set(key.hex, key);
    } else {
      refused.push({ keyid, code: 'wrong-signature' });
    }
  }
  const met = role.threshold >= 1 && signers.size >= role.threshold;
  return { met, signers: [...signers.values()], refused };
}
