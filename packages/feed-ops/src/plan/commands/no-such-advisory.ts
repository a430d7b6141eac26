import type { Advisory, AdvisoryKind } from '@phasegate/rollout';

import { inForce } from '../../feeds/content.ts';
import { oneLine } from '../../one-line.ts';
import { refusal } from '../../refusal.ts';
import type { Refusal } from '../../refusal.ts';
import type { PlatformState } from '../../state/snapshot.ts';

/** What is asked for, and which advisories can be meant. */
export interface AdvisoryAsked {
  readonly what: string;
  readonly kinds: readonly AdvisoryKind[];
  readonly named: (advisory: Advisory) => boolean;
}

/** An advisory that no platform of the command has in force; what there is instead is named. */
export function noSuchAdvisory(
  states: readonly PlatformState[],
  now: number,
  { what, kinds, named }: AdvisoryAsked,
): Refusal | undefined {
  const all = states.flatMap(({ ledger }) => inForce(ledger, now));
  if (all.some(named)) {
    return undefined;
  }
  const others = [...new Set(all.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id))];
  const noun = kinds.length === 1 ? (WORDS[kinds[0] ?? 'notice'] ?? 'advisory') : 'advisory';
  return refusal(
    'unknown-advisory',
    `No ${noun} "${oneLine(what, 80)}" is in force on ${states.map(({ platform }) => platform).join(', ')}`,
    others.length === 0
      ? 'phasegate advisory list'
      : `name one of ${others.slice(0, 5).join(', ')}`,
  );
}

const WORDS: Partial<Record<AdvisoryKind, string>> = { blocked: 'block', notice: 'notice' };
