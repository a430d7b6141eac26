import { FULL_PHASE } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import type { PlanFacts } from '../../command.ts';
import { channelOf } from '../../feeds/channel.ts';
import { blockOn } from '../../feeds/content.ts';
import { refusal } from '../../refusal.ts';
import { withRelease } from '../../state/ledger.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { moveTo, on } from '../transition.ts';
import type { Transition } from '../transition.ts';

type Entered = Extract<Transition, { readonly kind: 'moved' }>;
type Refused = Extract<Transition, { readonly kind: 'refused' }>;

/** A release into the feeds of a phase, and so into all narrower ones. */
export function enter(
  state: PlatformState,
  release: LedgerRelease,
  phase: Phase,
  facts: PlanFacts,
): Entered | Refused {
  const block = blockOn(state.ledger, release.version);
  if (block !== undefined) {
    const said = `${on(release.version, state)} is blocked by ${block.id} (${block.versions ?? ''})`;
    const next = `phasegate unblock ${block.id}, or ship a version outside of it`;
    return { kind: 'refused', refusal: refusal('is-blocked', said, next) };
  }
  const to = phase === FULL_PHASE ? 'complete' : 'rolling';
  const said =
    phase === FULL_PHASE
      ? `${on(release.version, state)} goes to everybody`
      : `${on(release.version, state)} goes to ${phase} % of machines (buckets 0-${phase - 1})`;
  const channel = channelOf(release);
  const asking = channel === undefined ? '' : `, where their app asks for the channel ${channel}`;
  return moved(state, moveTo(release, { state: to, phase }, facts), `${said}${asking}`);
}

/** One release in a new place. */
export function moved(state: PlatformState, release: LedgerRelease, said: string): Entered {
  return { kind: 'moved', ledger: withRelease(state.ledger, release), said: [said] };
}

/** What follows once machines are offered more than before. */
export function watchIt(version: string, phase: Phase): string {
  return phase === FULL_PHASE
    ? `watch it; if it is bad: phasegate rollback ${version} --reason "..."`
    : `watch it for 24 to 48 hours, then: phasegate rollout escalate ${version}`;
}

/** What follows once machines are offered less than before. */
export function decideOn(version: string): string {
  return `phasegate rollback ${version} --reason "..." if it is bad, phasegate rollout resume ${version} if it is not`;
}
