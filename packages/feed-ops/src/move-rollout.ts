import { FULL_PHASE, isNewer, nextPhase } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import type { MoveRollout, PlanFacts, StartRollout } from './command.ts';
import { newestComplete } from './content.ts';
import { releaseOf, withRelease } from './ledger.ts';
import type { Ledger, LedgerRelease } from './ledger.ts';
import type { PlatformState } from './snapshot.ts';
import { moveTo, on, refused } from './transition.ts';
import type { Transition } from './transition.ts';

/** Draft to rolling, or complete at once for the very first release. */
export function start(state: PlatformState, command: StartRollout, facts: PlanFacts): Transition {
  const { ledger } = state;
  const release = releaseOf(ledger, command.version);
  if (release === undefined) {
    return { kind: 'absent' };
  }
  const phase = command.phase ?? ledger.phases[0] ?? FULL_PHASE;
  if (release.state !== 'draft') {
    return startedBefore(state, release, phase);
  }
  const complete = newestComplete(ledger);
  if (complete !== undefined && !isNewer(release.version, complete.version)) {
    return refused(
      'not-newer',
      `${on(release.version, state)} would reach nobody: ${complete.version} is complete, and it is newer`,
      `phasegate release add a version above ${complete.version}`,
    );
  }
  if (phase === FULL_PHASE && complete !== undefined) {
    return refused(
      'not-first',
      `Only the very first release goes to 100 % at once, and ${complete.version} is out on ${state.platform}`,
      `phasegate rollout start ${release.version} --phase ${ledger.phases[0] ?? FULL_PHASE}`,
    );
  }
  if (!ledger.phases.includes(phase)) {
    return unknownPhase(ledger, phase, release);
  }
  return enter(state, release, phase, facts);
}

/** Rolling or complete to paused, and back; or to the next phase. */
export function move(state: PlatformState, command: MoveRollout, facts: PlanFacts): Transition {
  const release = releaseOf(state.ledger, command.version);
  if (release === undefined) {
    return { kind: 'absent' };
  }
  return outOfPlace(state, release, command) ?? MOVES[command.kind](state, release, facts);
}

const MOVES = { pause, resume, escalate } as const;

function pause(state: PlatformState, release: LedgerRelease, facts: PlanFacts): Transition {
  if (release.state === 'paused') {
    return { kind: 'same', said: `${on(release.version, state)} is paused since ${release.since}` };
  }
  if (isLastComplete(state.ledger, release)) {
    return refused(...onlyFallback(state, release, 'pause'));
  }
  const paused = moveTo(release, { state: 'paused', phase: release.phase }, facts);
  const said = `${on(release.version, state)} leaves its feeds; machines that have it keep it`;
  return moved(state, paused, said);
}

function resume(state: PlatformState, release: LedgerRelease, facts: PlanFacts): Transition {
  const phase = release.phase ?? FULL_PHASE;
  if (release.state !== 'paused') {
    return {
      kind: 'same',
      said: `${on(release.version, state)} is ${release.state} at ${phase} %`,
    };
  }
  return enter(state, release, phase, facts);
}

function escalate(state: PlatformState, release: LedgerRelease, facts: PlanFacts): Transition {
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
}

/** The release must have been started, must not be withdrawn, and be in the phase named, if one is. */
function outOfPlace(
  state: PlatformState,
  release: LedgerRelease,
  { kind, phase }: MoveRollout,
): Transition | undefined {
  if (release.state === 'draft') {
    return refused(
      'not-started',
      `${on(release.version, state)} is a draft; no machine is offered it`,
      `phasegate rollout start ${release.version}`,
    );
  }
  if (release.state === 'withdrawn') {
    return refused(
      'was-withdrawn',
      `${on(release.version, state)} was withdrawn on ${release.since}, and that is for good`,
      'ship a fixed version: phasegate release add',
    );
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

function enter(
  state: PlatformState,
  release: LedgerRelease,
  phase: Phase,
  facts: PlanFacts,
): Transition {
  const to = phase === FULL_PHASE ? 'complete' : 'rolling';
  const said =
    phase === FULL_PHASE
      ? `${on(release.version, state)} goes to everybody`
      : `${on(release.version, state)} goes to ${phase} % of machines (buckets 0-${phase - 1})`;
  return moved(state, moveTo(release, { state: to, phase }, facts), said);
}

function startedBefore(state: PlatformState, release: LedgerRelease, wanted: Phase): Transition {
  const { version, phase = FULL_PHASE } = release;
  if (release.state === 'withdrawn') {
    return outOfPlace(state, release, START) ?? { kind: 'absent' };
  }
  if (release.state === 'paused') {
    return refused(
      'is-paused',
      `${on(version, state)} was started and is paused at ${phase} %`,
      `phasegate rollout resume ${version}`,
    );
  }
  if (phase === wanted) {
    return {
      kind: 'same',
      said: `${on(version, state)} is out at ${phase} % since ${release.since}`,
    };
  }
  return refused(
    'wrong-phase',
    `${on(version, state)} was started and is at ${phase} %`,
    phase < wanted ? `phasegate rollout escalate ${version}` : 'phasegate rollout status',
  );
}

const START = { kind: 'resume', phase: undefined } as MoveRollout;

function unknownPhase(ledger: Ledger, phase: Phase, { version }: LedgerRelease): Transition {
  return refused(
    'wrong-phase',
    `There is no feed for ${phase} %; the phases are ${ledger.phases.join(', ')}`,
    `phasegate rollout start ${version} --phase ${ledger.phases[0] ?? FULL_PHASE}`,
  );
}

/** Whether everybody would be left without a release if this one went. */
function isLastComplete(ledger: Ledger, release: LedgerRelease): boolean {
  const complete = ledger.releases.filter((one) => one.state === 'complete');
  return release.state === 'complete' && complete.length === 1;
}

/** Why the only release of `stable` stays. */
export function onlyFallback(
  state: PlatformState,
  { version }: LedgerRelease,
  verb: string,
): Parameters<typeof refused> {
  return [
    'only-fallback',
    `${on(version, state)} is the only release in stable; to ${verb} it would leave nobody a release to be on`,
    'ship a fixed version first: phasegate release add, then phasegate rollout start',
  ];
}

function moved(state: PlatformState, release: LedgerRelease, said: string): Transition {
  return { kind: 'moved', ledger: withRelease(state.ledger, release), said: [said] };
}
