import { isDeepStrictEqual } from 'node:util';

import { FULL_PHASE } from '@phasegate/rollout';
import type { Advisory } from '@phasegate/rollout';

import { releaseOf } from '../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../state/ledger.ts';
import type { Danger } from './plan-types.ts';

/** One release that a command changed: as it was, and as the command left it. */
export interface ReleaseChange {
  readonly before: LedgerRelease | undefined;
  readonly after: LedgerRelease;
}

/** The releases that differ. */
export function changedReleases(before: Ledger, after: Ledger): readonly ReleaseChange[] {
  return after.releases
    .map((one) => ({ before: releaseOf(before, one.version), after: one }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}

/** The advisories that a command made, and the ones whose words it changed. */
export function changedAdvisories(
  before: Ledger,
  after: Ledger,
): { readonly made: readonly Advisory[]; readonly corrected: readonly Advisory[] } {
  const was = new Map(before.advisories.map((one) => [one.id, one]));
  return {
    made: after.advisories.filter(({ id }) => !was.has(id)),
    corrected: after.advisories.filter((one) => {
      const old = was.get(one.id);
      return old !== undefined && !sameWords(old, one);
    }),
  };
}

/** Whether two revisions say the same; the way out follows the ledger by itself, and room is made for others. */
export function sameWords(a: Advisory, b: Advisory): boolean {
  const words = ({ severity, data, texts, links, deadline }: Advisory): unknown => ({
    severity,
    data,
    texts,
    links,
    deadline,
  });
  return isDeepStrictEqual(words(a), words(b));
}

// What a release carries in any case, or that follows from what was done to others; everything else was set by somebody.
const OWN: readonly string[] = [
  'version',
  'state',
  'phase',
  'since',
  'item',
  'schedule',
  'overtakenBy',
];

/**
 * How much asking it takes to bring a release from one place to another: as much as the command that does the same. A
 * mark that somebody set on it (an emergency stop's, for one) is not lifted more easily here than by its own command.
 */
export function dangerBetween(from: LedgerRelease, to: LedgerRelease | undefined): Danger {
  const marks = (release: LedgerRelease | undefined): readonly string[] =>
    Object.entries(release ?? {})
      .filter(([name, value]) => value !== undefined && !OWN.includes(name))
      .map(([name]) => name);
  const lifted = marks(from).some((name) => !marks(to).includes(name));
  const returns = from.state === 'withdrawn' && to?.state !== 'withdrawn';
  const toAll = openTo(to) === FULL_PHASE && openTo(from) < FULL_PHASE;
  return (lifted && to !== undefined) || returns || toAll ? 'type' : 'ask';
}

/** Whether more machines may have it afterwards, or a mark on it is gone. */
export function loosens(from: LedgerRelease, to: LedgerRelease | undefined): boolean {
  return openTo(to) > openTo(from) || dangerBetween(from, to) === 'type';
}

/** Whether a release that is open goes to machines that were not offered it, as an escalation takes it. */
export function goesFurther(from: LedgerRelease, to: LedgerRelease | undefined): boolean {
  return openTo(from) > 0 && openTo(to) > openTo(from);
}

function openTo(release: LedgerRelease | undefined): number {
  const open = release?.state === 'rolling' || release?.state === 'complete';
  return open ? (release.phase ?? FULL_PHASE) : 0;
}
