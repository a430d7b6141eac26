import { FULL_PHASE } from '@phasegate/rollout';

import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { enter } from './enter.ts';
import { staysOvertaken } from './overtake.ts';

/** A paused release back to where it was, unless another has taken its place or its phase is gone. */
export function comeBack(
  state: PlatformState,
  release: LedgerRelease,
  facts: RuleFacts,
): Transition {
  const { phases } = state.ledger;
  const phase = release.phase ?? FULL_PHASE;
  const gone = (): Transition =>
    refused(
      'wrong-phase',
      `${on(release.version, state)} was at ${phase} %, and there is no such phase any more; the phases are ${phases.join(', ')}`,
      'ship a newer version: phasegate release add, or bring the phase back: phasegate rollout phases',
    );
  return (
    staysOvertaken(state, release) ??
    (phases.includes(phase) ? enter(state, release, phase, facts) : gone())
  );
}
