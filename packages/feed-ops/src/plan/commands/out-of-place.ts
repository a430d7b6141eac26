import { FULL_PHASE } from '@phasegate/rollout';

import type { MoveRollout } from '../../command.ts';
import { oneLine } from '../../one-line.ts';
import { releaseOf } from '../../state/ledger.ts';
import type { LedgerRelease, Stop } from '../../state/ledger.ts';
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
  if (release.stop !== undefined && kind !== 'pause') {
    return wasStopped(state, release, release.stop);
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

/** Lifting a stop takes more than setting it. */
function wasStopped(
  state: PlatformState,
  { version }: LedgerRelease,
  { at, by, reason }: Stop,
): Transition {
  const why = reason === null ? '' : `: ${oneLine(reason, 120)}`;
  return refused(
    'is-stopped',
    `${on(version, state)} was stopped in an emergency on ${at} by ${oneLine(by, 120)}${why}`,
    `if it is safe again: phasegate emergency lift ${version} --reason "..."`,
  );
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
