import { FULL_PHASE, nextPhase } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import type { MoveRollout, ReleaseCommand } from '../../command.ts';
import { refuse } from '../../refusal.ts';
import type { Refusal } from '../../refusal.ts';
import { releaseOf } from '../../state/ledger.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Moved, Transition } from '../transition.ts';
import { enter, watchIt } from './enter.ts';
import { askGate } from './health-gate.ts';
import { inPlace } from './out-of-place.ts';

/** On to the next phase, where the release does well, or somebody says why not to ask. */
export const escalate: Rule<MoveRollout<'escalate'>> = {
  versions: ({ version }) => [version],
  transition: (state, command, facts) =>
    inPlace((here, release, known) => nextStep(here, release, { ...known, command }))(
      state,
      command,
      facts,
    ),
  together: phasesApart,
  verb: ({ command, composed }) => `Escalate ${command.version} to ${sharesOf(command, composed)}`,
  danger: ({ command, composed }) =>
    command.overrideHealth === true || phasesOf(command, composed).includes(FULL_PHASE)
      ? 'type'
      : 'ask',
  next: ({ command, composed }) =>
    watchIt(command.version, Math.min(...phasesOf(command, composed)) as Phase),
};

interface Asked extends RuleFacts {
  readonly command: Pick<MoveRollout<'escalate'>, 'overrideHealth' | 'reason'>;
}

/** The next phase of one release on one platform, through the health gate. */
function nextStep(state: PlatformState, release: LedgerRelease, facts: Asked): Transition {
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
    : throughGate(state, release, { ...facts, phase: next });
}

/** A release into a broader phase, if the health gate lets it, or is overridden. */
export function throughGate(
  state: PlatformState,
  release: LedgerRelease,
  facts: Asked & { readonly phase: Phase },
): Transition {
  const overridden = facts.command.overrideHealth === true;
  const gate = askGate(state, release, { ...facts, overridden });
  if (!gate.ok) {
    return gate.no;
  }
  const entered = enter(state, release, facts.phase, facts);
  const { said, warnings, entry } = gate.passed;
  return entered.kind === 'refused'
    ? entered
    : { ...entered, said: [...entered.said, ...said], warnings, entry };
}

/** Escalating platforms that stand in different phases would do two different things in one word. */
function phasesApart(
  { version, each }: MoveRollout<'escalate'>,
  moved: readonly Moved[],
): Refusal | undefined {
  const places = moved.map(({ state, ledger }) => ({
    platform: state.platform,
    phase: releaseOf(ledger, version)?.phase ?? FULL_PHASE,
  }));
  if (each === true || new Set(places.map(({ phase }) => phase)).size <= 1) {
    return undefined;
  }
  const steps = places.map(({ platform, phase }) => `${platform} to ${phase} %`).join(', ');
  const only = `phasegate rollout escalate ${version} --platform ${places[0]?.platform ?? ''}`;
  return refuse(
    'phases-differ',
    `${version} is in different phases; this would take ${steps}`,
    `${only}, or let each go its own next step with --each`,
  ).refusal;
}

type Composed = Described<ReleaseCommand>['composed'];

/** The phase that a release comes into on one platform; `undefined` where it stays. */
export function phaseAfter(
  { before, after }: Composed[number],
  version: string,
): Phase | undefined {
  const phase = releaseOf(after.ledger, version)?.phase;
  return releaseOf(before.ledger, version)?.phase === phase ? undefined : phase;
}

function phasesOf({ version }: MoveRollout, composed: Composed): readonly Phase[] {
  return composed.map((one) => phaseAfter(one, version) ?? FULL_PHASE);
}

/** `50 %`, or `50 % (linux), 100 % (macos)` where they differ. */
function sharesOf(command: MoveRollout, composed: Composed): string {
  const phases = phasesOf(command, composed);
  return new Set(phases).size === 1
    ? `${phases[0] ?? FULL_PHASE} %`
    : composed.map(({ after }, at) => `${phases[at] ?? ''} % (${after.platform})`).join(', ');
}
