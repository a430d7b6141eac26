import { FULL_PHASE } from '@phasegate/rollout';

import type { EmergencyLift } from '../../command.ts';
import { releaseOf } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { comeBack } from './come-back.ts';
import { watchIt } from './enter.ts';
import { stillDraft, wasWithdrawn } from './out-of-place.ts';

/** Stopped back to where it was: the same item, for the same machines as before. */
export const emergencyLift: Rule<EmergencyLift> = {
  versions: ({ version }) => [version],
  transition,
  verb: ({ versions, phase }) => `Lift the stop of ${versions.join(', ')} at ${phase} %`,
  danger: () => 'type',
  next: ({ versions: [version = ''], phase }) => watchIt(version, phase),
};

function transition(
  state: PlatformState,
  { version }: EmergencyLift,
  facts: RuleFacts,
): Transition {
  const release = releaseOf(state.ledger, version);
  if (release === undefined) {
    return { kind: 'absent' };
  }
  if (release.state === 'draft') {
    return stillDraft(state, release);
  }
  if (release.state === 'withdrawn') {
    return wasWithdrawn(state, release);
  }
  const phase = release.phase ?? FULL_PHASE;
  if (release.state !== 'paused') {
    return { kind: 'same', said: `${on(version, state)} is ${release.state} at ${phase} %` };
  }
  return release.stop === undefined
    ? refused(
        'is-paused',
        `${on(version, state)} is paused since ${release.since}, and there is no emergency stop on it`,
        `phasegate rollout resume ${version}`,
      )
    : comeBack(state, { ...release, stop: undefined }, facts);
}
