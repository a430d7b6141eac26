import { canonicalJson, countSigners } from '@phasegate/trust';
import type { RootDocument } from '@phasegate/trust';

import { ROLE_NAMES } from './root-chain.ts';
import { keyName } from './signing.ts';

/** How far a draft has come with the signatures of one root's keys; keys by their ids. */
export interface Quorum {
  /** The root whose keys are counted. */
  readonly root: number;
  readonly threshold: number;
  readonly signed: readonly string[];
  /** Who has not signed, or not what the draft says now. */
  readonly unsigned: readonly string[];
  /** Those of them whose signature does not belong to the draft: it was changed afterwards. */
  readonly broken: readonly string[];
}

/** The quorums that a draft needs: of the root before, where it is at hand, and its own (TUF 1.0.34, 5.3.4). */
export function quorumsOf(draft: RootDocument, before?: RootDocument): readonly Quorum[] {
  return [...(before === undefined ? [] : [before]), draft].map((by) => quorumOf(draft, by));
}

function quorumOf(draft: RootDocument, by: RootDocument): Quorum {
  const { keys, threshold } = by.roles.root;
  const count = countSigners(by.roles.root, canonicalJson(draft.signed), draft.signatures);
  const signed = count.signers.map(({ keyid }) => keyid);
  const wrong = count.refused.filter(({ code }) => code !== 'unknown-key');
  return {
    root: by.version,
    threshold,
    signed,
    unsigned: keys.map(({ keyid }) => keyid).filter((keyid) => !signed.includes(keyid)),
    broken: wrong.map(({ keyid }) => keyid),
  };
}

/** Whether enough have signed. */
export function isMet({ signed, threshold }: Quorum): boolean {
  return signed.length >= threshold;
}

/** `root 1 asks for 2 signatures: 1a2b3c4d5e6f has signed, 6f5e4d3c2b1a has not`. */
export function quorumText({ root, threshold, signed, unsigned }: Quorum): string {
  const parts = [
    signed.length === 0 ? [] : [`${names(signed)} ${signed.length === 1 ? 'has' : 'have'} signed`],
    unsigned.length === 0
      ? []
      : [`${names(unsigned)} ${unsigned.length === 1 ? 'has' : 'have'} not`],
  ];
  return `root ${root} asks for ${threshold} signature${threshold === 1 ? '' : 's'}: ${parts.flat().join(', ')}`;
}

/** The keys of which some have still to sign; none where every quorum is met. */
export function missingKeys(quorums: readonly Quorum[]): readonly string[] {
  return [...new Set(quorums.filter((one) => !isMet(one)).flatMap(({ unsigned }) => unsigned))];
}

/** What a root changes, line by line; without a root before it, whom it names. */
export function rootChanges(draft: RootDocument, before?: RootDocument): readonly string[] {
  const roles = (['root', 'release', 'feed'] as const).flatMap((role) => {
    const next = draft.roles[ROLE_NAMES[role]];
    const ids = next.keys.map(({ keyid }) => keyid);
    if (before === undefined) {
      return [`${role}: ${names(ids)}, ${next.threshold} must sign`];
    }
    const old = before.roles[ROLE_NAMES[role]];
    const known = old.keys.map(({ keyid }) => keyid);
    const fresh = ids.filter((keyid) => !known.includes(keyid));
    const gone = known.filter((keyid) => !ids.includes(keyid));
    return [
      ...(fresh.length === 0 ? [] : [`${role}: ${names(fresh)} ${are(fresh)} new`]),
      ...(gone.length === 0 ? [] : [`${role}: ${names(gone)} ${are(gone)} no more`]),
      ...(next.threshold === old.threshold
        ? []
        : [`${role}: ${next.threshold} must sign, it was ${old.threshold}`]),
    ];
  });
  const until = `It holds until ${new Date(draft.expires).toISOString()}`;
  return [...(roles.length === 0 ? ['The keys stay as they are'] : roles), until];
}

function names(keyids: readonly string[]): string {
  return keyids.map(keyName).join(', ');
}

function are(all: readonly unknown[]): string {
  return all.length === 1 ? 'is' : 'are';
}
