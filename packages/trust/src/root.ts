import type { CanonicalValue } from './canonical-json.ts';
import type { FoundSignature, RoleKeys, SignatureRefusal } from './threshold.ts';

declare const checked: unique symbol;

/** The roles that every root names (TUF 1.0.34, 2.1). */
export const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;

/** `targets` is the release key, `timestamp` the feed key; `snapshot` is named and not used. */
export type RoleName = (typeof ROLES)[number];

/** What a root document says, whoever wrote it. */
export interface RootDocument {
  readonly version: number;
  /** The instant from which it no longer counts: milliseconds since 1970. */
  readonly expires: number;
  /** Keys of kinds that are not known here are left out; they still count for the threshold. */
  readonly roles: Readonly<Record<RoleName, RoleKeys>>;
  /** `signed` as written, unknown fields too: its canonical JSON is what was signed. */
  readonly signed: CanonicalValue;
  readonly signatures: readonly FoundSignature[];
  /** The whole document, byte by byte, to be kept and published. */
  readonly bytes: Uint8Array;
}

/** A root that may be believed. Only `openRoot`, `updateRoot` and `walkRoots` make one. */
export type Root = RootDocument & { readonly [checked]: 'root' };

/** Why bytes are no root document. */
export type RootFault =
  | 'too-big'
  | 'not-json'
  | 'not-a-root'
  | 'unsupported-spec'
  | 'bad-version'
  | 'bad-expires'
  | 'bad-key'
  | 'weak-key'
  | 'wrong-key-id'
  | 'missing-role'
  | 'bad-role'
  | 'bad-threshold'
  | 'bad-signatures'
  | 'duplicate-signer';

/** Why a root document is not the next root. */
export type RootRefusal = RootFault | 'not-next-version' | 'old-threshold' | 'own-threshold';

/** A "no" about a root, with what was wrong with each signature where it is about signatures. */
export interface RootProblem<Code extends string = RootRefusal> {
  readonly code: Code;
  readonly message: string;
  readonly refused?: readonly SignatureRefusal[];
}

/** The verdict on a root. */
export type RootVerdict =
  | { readonly ok: true; readonly root: Root }
  | { readonly ok: false; readonly problem: RootProblem };
