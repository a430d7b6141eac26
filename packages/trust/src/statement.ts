import { TrustError } from './error.ts';
import { isHex, verifySignature } from './key.ts';
import { parseSha512 } from './package.ts';
import { signHex } from './private-key.ts';
import type { PrivateKey } from './private-key.ts';
import type { RoleKeys } from './threshold.ts';

declare const checked: unique symbol;

/** What the release key says of one file. Texts as they stand in the feed. */
export interface PackageFacts {
  readonly app: string;
  readonly version: string;
  readonly platform: string;
  /** `undefined` for a file that runs on any; the statement says `any`. */
  readonly arch: string | undefined;
  readonly package: string;
  /** Bytes. */
  readonly length: number;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
  /** The lowest version that a machine may go back to once this release has started well. */
  readonly floor: string;
}

/** What the release key did say of a file. Only {@link verifyStatement} makes one. */
export type SignedPackage = PackageFacts & { readonly [checked]: 'statement' };

/** Why a package's statement is not believed. */
export type StatementDistrust =
  | 'not-signed'
  | 'bad-facts'
  | 'bad-encoding'
  | 'unknown-key'
  | 'wrong-signature'
  | 'threshold-not-met';

/** The verdict on a package's statement. */
export type StatementVerdict =
  | { readonly ok: true; readonly signed: SignedPackage }
  | { readonly ok: false; readonly problem: StatementProblem };

/** A "no" to a package's statement. */
export interface StatementProblem {
  readonly code: StatementDistrust;
  readonly message: string;
}

/**
 * The text that the release key signs, each value on its line (wire-format, "Signatures"); `undefined` for facts
 * that cannot stand in it: an empty value, a control character such as a line feed, which would shift what follows,
 * a length or a digest that is none.
 */
export function statementText(facts: PackageFacts): string | undefined {
  const { app, version, platform, arch = 'any', length, sha512, floor } = facts;
  const texts = [app, version, platform, arch, facts.package, sha512, floor];
  const sound =
    texts.every((text) => isLine(text)) &&
    Number.isSafeInteger(length) &&
    length >= 0 &&
    parseSha512(sha512) !== undefined;
  const lines = [app, version, platform, arch, facts.package, String(length), sha512, floor, ''];
  return sound ? ['phasegate-package-1', ...lines].join('\n') : undefined;
}

/** Signs a statement as an enclosure carries it, `KEYID:HEX`. Throws `cannot-sign`. */
export function signStatement(facts: PackageFacts, key: PrivateKey): string {
  const text = statementText(facts);
  if (text === undefined) {
    throw new TrustError('cannot-sign', `${facts.version}: a value is missing or cannot be signed`);
  }
  return `${key.public.keyid}:${signHex(key, Buffer.from(text, 'utf8'))}`;
}

/**
 * Checks what a feed says of a file against `phasegate:signature` and the keys of the role `targets`. An enclosure
 * carries one signature, so a role that asks for more is never satisfied.
 */
export function verifyStatement(
  facts: PackageFacts,
  signature: string | undefined,
  role: RoleKeys,
): StatementVerdict {
  const code = distrust(facts, signature, role);
  if (code === undefined) {
    return { ok: true, signed: { ...facts } as SignedPackage };
  }
  return { ok: false, problem: { code, message: `${facts.version}: ${MESSAGES[code]}` } };
}

const MESSAGES: Readonly<Record<StatementDistrust, string>> = {
  'not-signed': 'the package carries no signature',
  'bad-facts': 'a value is missing or cannot be signed',
  'bad-encoding': 'the signature is not "KEYID:HEX"',
  'unknown-key': 'the package is signed by a key that is no release key',
  'wrong-signature': 'the signature does not belong to this package',
  'threshold-not-met': 'one signature is fewer than the release keys need',
};

function distrust(
  facts: PackageFacts,
  signature: string | undefined,
  { keys, threshold }: RoleKeys,
): StatementDistrust | undefined {
  if (signature === undefined || signature === '') {
    return 'not-signed';
  }
  const text = statementText(facts);
  if (text === undefined) {
    return 'bad-facts';
  }
  const [keyid = '', hex = '', more] = signature.split(':');
  if (!isHex(keyid, 32) || !isHex(hex, 64) || more !== undefined) {
    return 'bad-encoding';
  }
  const key = keys.find((candidate) => candidate.keyid === keyid);
  if (key === undefined) {
    return 'unknown-key';
  }
  if (!verifySignature(key, Buffer.from(text, 'utf8'), hex)) {
    return 'wrong-signature';
  }
  return threshold === 1 ? undefined : 'threshold-not-met';
}

function isLine(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(text);
}
