import { FULL_PHASE, nextPhase } from '@phasegate/rollout';

import type { MoveRollout } from '../../command.ts';
import type { Rule } from '../rule.ts';
import { on, refused } from '../transition.ts';
import { enter, watchIt } from './enter.ts';
import { inPlace } from './out-of-place.ts';

/** On to the next phase. */
export const escalate: Rule<MoveRollout<'escalate'>> = {
  versions: ({ version }) => [version],
  transition: inPlace((state, release, facts) => {
    if (release.state === 'paused') {
      return refused(
        'is-paused',
        `${on(release.version, state)} is paused since ${release.since}`,
        `phasegate rollout resume ${release.version}`,
      );
    }
    const next = nextPhase(release.phase ?? FULL_PHASE, state.ledger.phases);
    return next === undefined
      ? { kind: 'same', said: `${on(release.version, state)} is open to everybody` }
      : enter(state, release, next, facts);
  }),
  verb: ({ versions, phase }) => `Escalate ${versions.join(', ')} to ${phase} %`,
  danger: ({ phase }) => (phase === FULL_PHASE ? 'type' : 'ask'),
  warnings: () => [
    'No health source is configured, so the health gate is off: nobody checked how this release does.',
  ],
  next: ({ versions: [version = ''], phase }) => watchIt(version, phase),
};
