import { canonicalJson } from './canonical-json.ts';
import { TrustError } from './error.ts';
import { tufKeyOf } from './key.ts';
import type { PrivateKey } from './private-key.ts';
import { signHex } from './private-key.ts';
import { ROLES } from './root.ts';
import type { RootDocument } from './root.ts';
import { parseRoot } from './root-parse.ts';
import type { FoundSignature, RoleKeys } from './threshold.ts';

/** What an operator decides about a root. */
export interface RootFacts {
  readonly version: number;
  /** `2030-01-31T00:00:00Z`, to the second. */
  readonly expires: string;
  readonly root: RoleKeys;
  /** The release key, threshold 1: a package carries one signature. */
  readonly targets: RoleKeys;
  /** The feed key. */
  readonly timestamp: RoleKeys;
}

/**
 * A root document without signatures, laid out for people. `snapshot`, which TUF demands and nothing here uses, gets
 * the feed's keys. Throws `bad-root` for what {@link parseRoot} would refuse, and `shared-key` where the feed key,
 * which may sit in CI, is also a release or root key: whoever stole it could sign code.
 */
export function rootText(facts: RootFacts): string {
  const roles = { ...facts, snapshot: facts.timestamp };
  checkRoles(facts);
  const keys = ROLES.flatMap((name) => roles[name].keys);
  const signed = {
    _type: 'root',
    spec_version: '1.0.34',
    version: facts.version,
    expires: facts.expires,
    consistent_snapshot: true,
    keys: Object.fromEntries(keys.map(({ keyid, hex }) => [keyid, tufKeyOf(hex)])),
    roles: Object.fromEntries(ROLES.map((name) => [name, roleJson(roles[name])])),
  };
  const text = laidOut(signed, []);
  opened(Buffer.from(text, 'utf8'));
  return text;
}

/**
 * Adds signatures to a root document, in the place of the same keys' earlier ones; the others stay, so that the
 * holders of offline keys can sign one after the other. Throws `bad-root`.
 */
export function signRoot(text: string, signers: readonly PrivateKey[]): string {
  const { signed, signatures } = opened(Buffer.from(text, 'utf8'));
  const bytes = canonicalJson(signed);
  const all = new Map(signatures.map((found) => [found.keyid, found]));
  for (const signer of signers) {
    const { keyid } = signer.public;
    all.set(keyid, { keyid, signature: signHex(signer, bytes) });
  }
  return laidOut(signed, [...all.values()]);
}

function opened(bytes: Uint8Array): RootDocument {
  const parsed = parseRoot(bytes);
  if (!parsed.ok) {
    throw new TrustError('bad-root', parsed.problem.message);
  }
  return parsed.document;
}

function checkRoles({ root, targets, timestamp }: RootFacts): void {
  const feedKeys = new Set(timestamp.keys.map(({ hex }) => hex));
  if ([...root.keys, ...targets.keys].some(({ hex }) => feedKeys.has(hex))) {
    throw new TrustError('shared-key', 'the feed key must not be a release or root key');
  }
  if (targets.threshold !== 1) {
    throw new TrustError('bad-root', 'packages carry one signature: the threshold of targets is 1');
  }
}

function roleJson({ keys, threshold }: RoleKeys): object {
  return { keyids: keys.map(({ keyid }) => keyid), threshold };
}

function laidOut(signed: unknown, signatures: readonly FoundSignature[]): string {
  const list = signatures.map(({ keyid, signature }) => ({ keyid, sig: signature }));
  return `${JSON.stringify({ signatures: list, signed }, undefined, 1)}\n`;
}
