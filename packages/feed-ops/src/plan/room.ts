import type { Advisory, AdvisoryKind } from '@phasegate/rollout';

import { inForce, MOST_ADVISORIES } from '../feeds/content.ts';
import type { Ledger } from '../state/ledger.ts';
import type { Composed } from './compose.ts';

/** What makes room first: news that is old, then words, then withdrawals long past; a block guards offers, so it goes last. */
const LEAVES_FIRST: readonly AdvisoryKind[] = ['resolved', 'notice', 'withdrawn', 'blocked'];

/**
 * A ledger with no more advisories in force than a feed may hold (wire-format: 64). A rollback at night is not refused
 * for that: the ones that matter least end now, the oldest of their kind first, and the plan says which.
 */
export function withRoom(ledger: Ledger, now: number): Ledger {
  const held = inForce(ledger, now);
  const over = held.length - MOST_ADVISORIES;
  if (over <= 0) {
    return ledger;
  }
  const newest = held.at(-1);
  const leaving = new Set(
    [...held]
      .filter((one) => one !== newest)
      .sort((a, b) => LEAVES_FIRST.indexOf(a.kind) - LEAVES_FIRST.indexOf(b.kind))
      .slice(0, over)
      .map(({ id }) => id),
  );
  const advisories = ledger.advisories.map((one) =>
    leaving.has(one.id) ? { ...one, expires: Math.floor(now / 1000) * 1000 } : one,
  );
  return { ...ledger, advisories };
}

/** What had to make room, for whoever is about to say yes. */
export function roomWarnings(composed: readonly Composed[]): readonly string[] {
  const ids = composed.flatMap(({ before, after }) =>
    after.ledger.advisories
      .filter((one) => endedEarly(before.ledger.advisories, one))
      .map(({ id }) => id),
  );
  return ids.length === 0
    ? []
    : [
        `Feeds hold ${MOST_ADVISORIES} advisories at most, so the least needed end now: ${[...new Set(ids)].join(', ')}`,
      ];
}

function endedEarly(before: readonly Advisory[], one: Advisory): boolean {
  const was = before.find(({ id }) => id === one.id);
  return was !== undefined && was.expires !== one.expires && was.revision === one.revision;
}
