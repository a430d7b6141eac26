import { FULL_PHASE } from '@phasegate/rollout';

import type { MoveRollout } from '../../command.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { enter, watchIt } from './enter.ts';
import { inPlace } from './out-of-place.ts';
import { staysOvertaken } from './overtake.ts';

/** Paused back to where it was: the same item, for the same machines as before. */
export const resume: Rule<MoveRollout<'resume'>> = {
  versions: ({ version }) => [version],
  transition: inPlace((state, release, facts) =>
    release.state === 'paused'
      ? (staysOvertaken(state, release) ?? back(state, release, facts))
      : {
          kind: 'same',
          said: `${on(release.version, state)} is ${release.state} at ${release.phase ?? FULL_PHASE} %`,
        },
  ),
  verb: ({ versions, phase }) => `Resume ${versions.join(', ')} at ${phase} %`,
  danger: ({ phase }) => (phase === FULL_PHASE ? 'type' : 'ask'),
  next: ({ versions: [version = ''], phase }) => watchIt(version, phase),
};

function back(state: PlatformState, release: LedgerRelease, facts: RuleFacts): Transition {
  const { phases } = state.ledger;
  const phase = release.phase ?? FULL_PHASE;
  return phases.includes(phase)
    ? enter(state, release, phase, facts)
    : refused(
        'wrong-phase',
        `${on(release.version, state)} was at ${phase} %, and there is no such phase any more; the phases are ${phases.join(', ')}`,
        'ship a newer version: phasegate release add, or bring the phase back: phasegate rollout phases',
      );
}
