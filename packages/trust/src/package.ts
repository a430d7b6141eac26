import { createHash, timingSafeEqual } from 'node:crypto';

declare const checked: unique symbol;

/** What a feed says of one file. */
export interface PackageDigest {
  /** Bytes. */
  readonly length: number;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
}

/** That some bytes were exactly the ones a feed describes. Only a {@link PackageCheck} makes one. */
export type PackageProof = PackageDigest & { readonly [checked]: 'package' };

/** The verdict on a file. */
export type PackageVerdict =
  | { readonly ok: true; readonly proof: PackageProof }
  | { readonly ok: false; readonly problem: PackageFault };

/** Why a file is not the one meant. Lengths in bytes, digests in base64. */
export type PackageFault =
  | { readonly code: 'wrong-length'; readonly expected: number; readonly actual: number }
  | { readonly code: 'wrong-digest'; readonly expected: string; readonly actual: string };

/** Checks one file while its bytes pass by. */
export interface PackageCheck {
  /** Takes the next bytes; false once there are more than the feed promised, so that a download can stop. */
  readonly take: (chunk: Uint8Array) => boolean;
  /** The verdict, after the last byte. */
  readonly finish: () => PackageVerdict;
}

/** Reads a digest as feeds carry it: strict base64 of 64 bytes, or `undefined`. */
export function parseSha512(text: string): string | undefined {
  return /^[A-Za-z\d+/]{86}==$/.test(text) &&
    Buffer.from(text, 'base64').toString('base64') === text
    ? text
    : undefined;
}

/** Starts a check against what the feed says. */
export function checkPackage(expected: PackageDigest): PackageCheck {
  const hash = createHash('sha512');
  let actual = 0;
  return {
    take: (chunk) => {
      actual += chunk.length;
      hash.update(chunk);
      return actual <= expected.length;
    },
    finish: () => {
      if (actual !== expected.length) {
        const problem = { code: 'wrong-length', expected: expected.length, actual } as const;
        return { ok: false, problem };
      }
      return compareDigests(hash.digest(), expected);
    },
  };
}

function compareDigests(actual: Buffer, expected: PackageDigest): PackageVerdict {
  const wanted = Buffer.from(expected.sha512, 'base64');
  if (wanted.length !== actual.length || !timingSafeEqual(wanted, actual)) {
    const { sha512 } = expected;
    const problem = {
      code: 'wrong-digest' as const,
      expected: sha512,
      actual: actual.toString('base64'),
    };
    return { ok: false, problem };
  }
  return { ok: true, proof: { ...expected } as PackageProof };
}
