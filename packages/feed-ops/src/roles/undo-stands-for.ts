import { changedAdvisories, changedReleases, goesFurther, loosens } from '../plan/undone.ts';
import type { LedgerRelease } from '../state/ledger.ts';
import type { Undo } from '../state/past.ts';
import type { ActKind } from './acts.ts';

/** What a person would type to do what an undo does. */
export function undoStandsFor({ past }: Undo): readonly ActKind[] {
  const releases = past.flatMap(({ before, after }) => changedReleases(before, after));
  const made = past.flatMap(({ before, after }) => changedAdvisories(before, after).made);
  const acts = releases.flatMap(({ before, after }): readonly ActKind[] =>
    before === undefined ? [] : moveBack(after, before),
  );
  const unblocks = made.some(({ kind }) => kind === 'blocked');
  return [...new Set<ActKind>([...acts, ...(unblocks ? ['unblock' as const] : [])])];
}

function moveBack(from: LedgerRelease, to: LedgerRelease): readonly ActKind[] {
  if (from.stop !== undefined && to.stop === undefined) {
    return ['emergency-lift'];
  }
  if (goesFurther(from, to)) {
    return ['escalate'];
  }
  return from.state === 'paused' && loosens(from, to) ? ['resume'] : [];
}
