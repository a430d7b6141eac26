import type { Advisory } from '@phasegate/rollout';

import type { Ledger } from '../state/ledger.ts';
import { freeId } from './advise.ts';

/** How long feeds tell that an advisory is over; by then every machine that still looks has heard of it. */
const TOLD_FOR_MS = 90 * 24 * 60 * 60 * 1000;

/** A ledger in which an advisory is over: word of that stands in its place (wire-format, `resolved`). */
export function endAdvisory(
  ledger: Ledger,
  { id, versions }: Advisory,
  { now, taken }: { readonly now: number; readonly taken: readonly string[] },
): Ledger {
  const issued = Math.floor(now / 1000) * 1000;
  const over: Advisory = {
    id: freeId(`${id}-resolved`, taken),
    revision: 1,
    kind: 'resolved',
    severity: 'low',
    versions,
    data: undefined,
    issued,
    expires: issued + TOLD_FOR_MS,
    deadline: undefined,
    supersedes: undefined,
    resolves: id,
    platforms: undefined,
    archs: undefined,
    texts: [],
    action: undefined,
    links: [],
  };
  return { ...ledger, advisories: [...ledger.advisories, over] };
}

/** A ledger in which an advisory that was over holds again, under a new id: to machines that forgot it, it is news. */
export function bringBackAdvisory(
  ledger: Ledger,
  over: Advisory,
  { now, taken }: { readonly now: number; readonly taken: readonly string[] },
): Ledger {
  const was = ledger.advisories.find(({ id }) => id === over.resolves);
  if (was === undefined) {
    return ledger;
  }
  const again: Advisory = {
    ...was,
    id: freeId(`${was.id}-again`, taken),
    revision: 1,
    issued: Math.floor(now / 1000) * 1000,
    supersedes: over.id,
  };
  return { ...ledger, advisories: [...ledger.advisories, again] };
}
