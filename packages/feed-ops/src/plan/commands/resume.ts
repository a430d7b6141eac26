import { FULL_PHASE } from '@phasegate/rollout';

import type { MoveRollout } from '../../command.ts';
import type { Rule } from '../rule.ts';
import { on } from '../transition.ts';
import { comeBack } from './come-back.ts';
import { watchIt } from './enter.ts';
import { inPlace } from './out-of-place.ts';

/** Paused back to where it was: the same item, for the same machines as before. */
export const resume: Rule<MoveRollout<'resume'>> = {
  versions: ({ version }) => [version],
  transition: inPlace((state, release, facts) =>
    release.state === 'paused'
      ? comeBack(state, release, facts)
      : {
          kind: 'same',
          said: `${on(release.version, state)} is ${release.state} at ${release.phase ?? FULL_PHASE} %`,
        },
  ),
  verb: ({ versions, phase }) => `Resume ${versions.join(', ')} at ${phase} %`,
  danger: ({ phase }) => (phase === FULL_PHASE ? 'type' : 'ask'),
  next: ({ versions: [version = ''], phase }) => watchIt(version, phase),
};
