import type { Version } from '@phasegate/rollout';

import type { EmergencyStop, PlanFacts, Rollback } from './command.ts';
import { markItem } from './item-text.ts';
import { releaseOf, withRelease } from './ledger.ts';
import type { Ledger, LedgerRelease } from './ledger.ts';
import { onlyFallback } from './move-rollout.ts';
import type { PlatformState } from './snapshot.ts';
import { moveTo, on, refused } from './transition.ts';
import type { Transition } from './transition.ts';
import { wayOut, withdrawals } from './withdrawal.ts';

/** Released ones of these versions to withdrawn, with their advisory. `facts.id` names the advisory. */
export function rollBack(
  state: PlatformState,
  command: Rollback,
  facts: PlanFacts & { readonly id: string },
): Transition {
  const { ledger } = state;
  const known = command.versions.flatMap((version) => releaseOf(ledger, version) ?? []);
  const released = known.filter((release) => release.state !== 'draft');
  const standing = released.filter((release) => release.state !== 'withdrawn');
  if (released.length === 0) {
    return known[0] === undefined ? { kind: 'absent' } : stillDraft(state, known[0]);
  }
  if (standing.length === 0) {
    const lines = released.map((one) => `${on(one.version, state)} was withdrawn on ${one.since}`);
    return { kind: 'same', said: lines.join('; ') };
  }
  const after = standing.reduce(
    (now, release) => withRelease(now, withdrawn(release, command, facts)),
    ledger,
  );
  const left = after.releases.some((release) => release.state === 'complete');
  const last = standing.find((release) => release.state === 'complete');
  if (!left && last !== undefined) {
    return refused(...onlyFallback(state, last, 'roll back'));
  }
  const versions = standing.map((release) => release.version);
  const added = withdrawals(after, versions, command, facts);
  const advised = { ...after, advisories: [...after.advisories, ...added] };
  return { kind: 'moved', ledger: advised, said: versions.map((one) => said(state, advised, one)) };
}

/** One release, or everything that is rolling, to paused. */
export function stopAtOnce(
  state: PlatformState,
  { version }: EmergencyStop,
  facts: PlanFacts,
): Transition {
  const { ledger } = state;
  const named = ledger.releases.filter((release) =>
    version === undefined ? release.state === 'rolling' : release.version === version,
  );
  const [only] = named;
  if (version !== undefined && (only === undefined || only.state === 'draft')) {
    return only === undefined ? { kind: 'absent' } : stillDraft(state, only);
  }
  const open = named.filter(({ state: at }) => at === 'rolling' || at === 'complete');
  if (open.length === 0) {
    const what = version === undefined ? 'nothing is rolling' : `${version} is in no feed`;
    return { kind: 'same', said: `${what} on ${state.platform}` };
  }
  const after = open.reduce(
    (now, release) =>
      withRelease(now, moveTo(release, { state: 'paused', phase: release.phase }, facts)),
    ledger,
  );
  const last = open.find((release) => release.state === 'complete');
  if (last !== undefined && !after.releases.some((release) => release.state === 'complete')) {
    return refused(...onlyFallback(state, last, 'stop'));
  }
  const lines = open.map(
    (one) => `${on(one.version, state)} leaves all feeds; machines that have it keep it`,
  );
  return { kind: 'moved', ledger: after, said: lines };
}

/** A release that is in no feed (paused) has nothing to mark; it simply does not come back. */
function withdrawn(release: LedgerRelease, { method }: Rollback, facts: PlanFacts): LedgerRelease {
  const marks = method === 'mark' && release.state !== 'paused';
  const item = marks ? markItem(release.item, release.version) : release.item;
  return moveTo(release, { state: 'withdrawn', phase: release.phase, item }, facts);
}

function said(state: PlatformState, ledger: Ledger, version: Version): string {
  const way = wayOut(ledger, version);
  const start = `${on(version, state)} is withdrawn; machines that have it`;
  if (way.kind === 'go-back') {
    return `${start} are asked to go back to ${way.version}`;
  }
  return way.kind === 'update'
    ? `${start} are asked to update to ${way.version}`
    : `${start} are told, and keep running: there is no other release yet`;
}

function stillDraft(state: PlatformState, { version }: LedgerRelease): Transition {
  return refused(
    'not-started',
    `${on(version, state)} is a draft; it is in no feed and no machine has it`,
    `phasegate rollout start ${version}, or leave it as it is`,
  );
}
