import { FULL_PHASE } from '@phasegate/rollout';

import type { MoveRollout } from '../../command.ts';
import { releaseOf } from '../../state/ledger.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';

type Move = (state: PlatformState, release: LedgerRelease, facts: RuleFacts) => Transition;

/** A move of a release that was started, is not withdrawn, and is in the phase named, if one is. */
export function inPlace(move: Move) {
  return (state: PlatformState, command: MoveRollout, facts: RuleFacts): Transition => {
    const release = releaseOf(state.ledger, command.version);
    if (release === undefined) {
      return { kind: 'absent' };
    }
    return outOfPlace(state, release, command) ?? move(state, release, facts);
  };
}

/** Why a release cannot be moved: a draft, a withdrawn one, or one in another phase than was named. */
export function outOfPlace(
  state: PlatformState,
  release: LedgerRelease,
  { kind, phase }: Pick<MoveRollout, 'kind' | 'phase'>,
): Transition | undefined {
  if (release.state === 'draft') {
    return refused(
      'not-started',
      `${on(release.version, state)} is a draft; no machine is offered it`,
      `phasegate rollout start ${release.version}`,
    );
  }
  if (release.state === 'withdrawn') {
    return wasWithdrawn(state, release);
  }
  if (phase !== undefined && release.phase !== phase) {
    return refused(
      'wrong-phase',
      `${on(release.version, state)} is at ${release.phase ?? FULL_PHASE} %, not at ${phase} %`,
      `phasegate rollout ${kind} ${release.version} (or --phase ${release.phase ?? FULL_PHASE})`,
    );
  }
  return undefined;
}

/** A withdrawal is for good. */
export function wasWithdrawn(state: PlatformState, release: LedgerRelease): Transition {
  return refused(
    'was-withdrawn',
    `${on(release.version, state)} was withdrawn on ${release.since}, and that is for good`,
    'ship a fixed version: phasegate release add',
  );
}

/** Nobody has a draft, so there is nothing to stop or to withdraw. */
export function stillDraft(state: PlatformState, { version }: LedgerRelease): Transition {
  return refused(
    'not-started',
    `${on(version, state)} is a draft; it is in no feed and no machine has it`,
    `phasegate rollout start ${version}, or leave it as it is`,
  );
}
