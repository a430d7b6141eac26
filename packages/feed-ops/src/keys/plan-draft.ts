import { parseRoot, signRoot } from '@phasegate/trust';
import type { PrivateKey, Root, RootDocument } from '@phasegate/trust';

import type { RootCommand } from '../command.ts';
import { newRoot, rolesOf, rolesWith, rootOf } from './new-root.ts';
import type { KeysContext, RootDraft } from './new-root.ts';
import { readDraft } from './plan-publish.ts';
import { rolesWithout } from './plan-revoke.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { missingKeys, quorumsOf, rootChanges } from './root-signatures.ts';
import type { Quorum } from './root-signatures.ts';
import { keyName } from './signing.ts';

/** A root on its way from one holder of a root key to the next; nothing of it is published. */
export interface Draft {
  /** One sentence in the present tense: what is done with it. */
  readonly headline: string;
  readonly version: number;
  /** The root file as it is to be handed on. */
  readonly text: string;
  readonly summary: readonly string[];
  readonly quorums: readonly Quorum[];
  /** Ids of the keys that sign it now. */
  readonly signing: readonly string[];
  /** What the holder should know before saying yes. */
  readonly warnings: readonly string[];
  /** Ids of the keys of which some have still to sign. */
  readonly missing: readonly string[];
}

/** A command about keys to a draft, with the signatures at hand; there need be none. */
export function planDraft(command: RootCommand, context: KeysContext): Result<Draft> {
  const { facts, config, snapshot } = context;
  const old = rootOf(context);
  if (!old.ok) {
    return old;
  }
  if (snapshot.chain.problem !== undefined) {
    return refuse('bad-root', snapshot.chain.problem.message, 'phasegate verify shows all');
  }
  const roles = nextRoles(command, old.value, facts.keys?.fresh ?? []);
  if (!roles.ok) {
    return roles;
  }
  const given = facts.keys?.root ?? [];
  const holders = given.filter((key) => isNamed(key, [old.value]));
  if (given.length > 0 && holders.length === 0) {
    return notNamed(given, `no root key of root ${old.value.version}`);
  }
  const fresh = command.kind === 'keys-rotate' && command.role === 'root' ? facts.keys?.fresh : [];
  const version = old.value.version + 1;
  const signers = [...holders, ...(fresh ?? [])];
  const root = newRoot(config, facts, { version, roles: roles.value, signers });
  return root.ok
    ? draftOf(root.value.text, {
        headline: `Draft root ${version}`,
        before: old.value,
        signers,
        warnings: [],
      })
    : root;
}

function nextRoles(
  command: RootCommand,
  old: Root,
  fresh: readonly PrivateKey[],
): Result<RootDraft['roles']> {
  switch (command.kind) {
    case 'keys-rotate':
      return accept(
        rolesWith(command.role, command.named?.map((key) => ({ public: key })) ?? fresh, old),
      );
    case 'keys-revoke': {
      const left = rolesWithout(command, old);
      return left.ok ? accept(left.value.roles) : left;
    }
    case 'renew':
      return accept(rolesOf(old));
  }
}

/** What a holder signs, and with what. */
export interface SignRequest {
  /** The draft's name, for messages. */
  readonly file: string;
  readonly text: string;
  /** The root in force, where the holder has it: only then it is known whether a key counts, and what changes. */
  readonly trusted: RootDocument | undefined;
  readonly keys: readonly PrivateKey[];
}

/** Adds the signatures of the keys at hand to a draft; those of others stay. */
export function signDraft({ file, text, trusted, keys }: SignRequest): Result<Draft> {
  const read = readDraft({ file, text });
  if (!read.ok) {
    return read;
  }
  const document = read.value;
  if (trusted !== undefined && document.version !== trusted.version + 1) {
    const said = `${file} is root ${document.version} and does not follow root ${trusted.version}`;
    return refuse('conflict', said, AGAIN);
  }
  const naming = trusted === undefined ? [document] : [trusted, document];
  const named = keys.filter((key) => isNamed(key, naming));
  if (trusted !== undefined && named.length === 0) {
    return notNamed(keys, `no root key of root ${trusted.version} or of ${file}`);
  }
  const signers = trusted === undefined ? keys : named;
  const unknown = signers.filter((key) => !isNamed(key, naming)).map((key) => nameOf(key));
  const warnings = [
    ...(trusted === undefined ? [UNSEEN] : []),
    ...(unknown.length === 0
      ? []
      : [
          `${unknown.join(', ')} is not named by ${file}: it counts where the root before names it`,
        ]),
  ];
  const headline = `Sign root ${document.version} with ${signers.map(nameOf).join(', ')}`;
  return draftOf(signRoot(text, signers), { headline, before: trusted, signers, warnings });
}

const AGAIN = 'ask whoever made the draft for a new one';
const UNSEEN =
  'What changes is not known here: name the root in force with --trusted FILE, or compare the keys with those that you expect.';

function draftOf(
  text: string,
  {
    headline,
    before,
    signers,
    warnings,
  }: {
    readonly headline: string;
    readonly before: RootDocument | undefined;
    readonly signers: readonly PrivateKey[];
    readonly warnings: readonly string[];
  },
): Result<Draft> {
  const parsed = parseRoot(Buffer.from(text, 'utf8'));
  if (!parsed.ok) {
    return refuse('bad-root', parsed.problem.message, AGAIN);
  }
  const { document } = parsed;
  const quorums = quorumsOf(document, before);
  return accept({
    headline,
    version: document.version,
    text,
    summary: rootChanges(document, before),
    quorums,
    signing: signers.map((key) => key.public.keyid),
    warnings,
    missing: missingKeys(quorums),
  });
}

function isNamed(key: PrivateKey, roots: readonly RootDocument[]): boolean {
  return roots.some(({ roles }) => roles.root.keys.some(({ keyid }) => keyid === key.public.keyid));
}

function nameOf(key: PrivateKey): string {
  return keyName(key.public.keyid);
}

function notNamed(keys: readonly PrivateKey[], what: string): Result<Draft> {
  const said = `${keys.map(nameOf).join(', ')} is ${what}`;
  return refuse('wrong-key', said, 'phasegate keys show lists them');
}
