import { signFeed, signRaw, sparkleTrailer, TrustError, withoutSignatures } from '@phasegate/trust';
import type { FeedTrust, PrivateKey, Root } from '@phasegate/trust';

import type { Config } from '../state/config.ts';
import type { SignedBy } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { ROLE_NAMES } from './root-chain.ts';
import type { KeyRole, RootChain } from './root-chain.ts';
import { sparkleSigner } from './sparkle-key.ts';

/** The operators' keys that a command was given; a role is absent until it was asked for. */
export interface OperatorKeys {
  readonly root?: readonly PrivateKey[] | undefined;
  readonly release?: readonly PrivateKey[] | undefined;
  readonly feed?: readonly PrivateKey[] | undefined;
  /** The app's Sparkle key, which no root names. */
  readonly sparkle?: readonly PrivateKey[] | undefined;
  /** Keys that were made for this command: those that take the place of older ones. */
  readonly fresh?: readonly PrivateKey[] | undefined;
}

/** With what the feeds of a command are signed. */
export interface Signing {
  readonly root: Root;
  /** In the order of the signatures. */
  readonly signers: readonly PrivateKey[];
  /** Signs once more for Sparkle, where a key is configured for it. */
  readonly sparkle: PrivateKey | undefined;
}

/** `feed key 1a2b3c4d`. */
export function keyName(keyid: string): string {
  return keyid.slice(0, 12);
}

/** The keys of a role that the newest root names, as many as it asks for. */
export function keysFor(
  role: KeyRole,
  root: Root,
  keys: OperatorKeys | undefined,
): Result<readonly PrivateKey[]> {
  const given = keys?.[role];
  const { keys: named, threshold } = root.roles[ROLE_NAMES[role]];
  if (given === undefined) {
    const said = `This writes what the ${role} key signs, and there is no ${role} key here`;
    return refuse(NO_KEY[role], said, wayToKey(role));
  }
  const known = given.filter((key) => named.some(({ keyid }) => keyid === key.public.keyid));
  if (known.length >= threshold) {
    return accept(known);
  }
  const wanted = named.map(({ keyid }) => keyName(keyid)).join(', ');
  const said =
    known.length === 0
      ? `${given.map((key) => keyName(key.public.keyid)).join(', ') || 'Nothing'} is no ${role} key of root ${root.version}`
      : `${known.length} of ${threshold} ${role} keys are here`;
  return refuse('wrong-key', said, `use ${threshold} of ${wanted}; phasegate keys show lists them`);
}

/** The refusal that asks for the keys of each role. */
export const NO_KEY = {
  root: 'no-root-key',
  release: 'no-release-key',
  feed: 'no-feed-key',
} as const;

/** What to do where the keys of a role are not at hand. */
export function wayToKey(role: KeyRole): string {
  return role === 'root'
    ? 'name the files with --root-key FILE, give one in PHASEGATE_ROOT_KEY, or name the folder with --keys DIR'
    : `give it with --${role}-key FILE, in PHASEGATE_${role.toUpperCase()}_KEY, or name the folder with --keys DIR`;
}

/** What signs the feeds of a product; `undefined` for one that is unsigned. */
export function signingFor(
  { trust, sparkleKey }: Pick<Config, 'trust' | 'sparkleKey'>,
  chain: RootChain,
  keys: OperatorKeys | undefined,
): Result<Signing | undefined> {
  if (trust === 'unsigned') {
    return accept(undefined);
  }
  const { newest } = chain;
  if (newest === undefined) {
    return refuse('bad-root', 'There is no root to sign under', 'phasegate verify says why');
  }
  const signers = keysFor('feed', newest, keys);
  const sparkle = sparkleSigner(sparkleKey, newest, keys?.sparkle);
  if (!signers.ok) {
    return signers;
  }
  return sparkle.ok
    ? accept({ root: newest, signers: signers.value, sparkle: sparkle.value })
    : sparkle;
}

/** A feed's text as it was before it was signed: the part that is edited. */
export function unsignedText(text: string): string {
  return Buffer.from(withoutSignatures(Buffer.from(text, 'utf8'))).toString('utf8');
}

/** A feed's text with its signatures, Sparkle's last: it covers ours. */
export function signedText(
  text: string,
  { signers, sparkle }: Signing,
  path: string,
): Result<string> {
  try {
    const signed = signFeed(Buffer.from(text, 'utf8'), signers);
    const trailer =
      sparkle === undefined ? '' : sparkleTrailer(signed, (bytes) => signRaw(sparkle, bytes));
    return accept(`${Buffer.from(signed).toString('utf8')}${trailer}`);
  } catch (error) {
    if (error instanceof TrustError) {
      const said = `${path} cannot be signed: ${error.message}`;
      return refuse('bad-feed', said, `look at it with: git log -p -- ${path}`);
    }
    throw error;
  }
}

/** What a change says of its signatures. */
export function signedBy(trust: FeedTrust, signers: readonly PrivateKey[]): SignedBy {
  return trust.kind === 'unsigned'
    ? trust
    : {
        kind: 'signed',
        root: trust.root.version,
        keyids: signers.map((key) => key.public.keyid),
      };
}
