import { FULL_PHASE } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import type { Schedule } from '../../command.ts';
import { releaseOf } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease, ScheduledStep } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { moved } from './enter.ts';
import { outOfPlace } from './out-of-place.ts';

/** When a release goes on by itself. Consent is given here, once; `advance` then asks only the health gate. */
export const schedule: Rule<Schedule> = {
  versions: ({ version }) => [version],
  transition,
  verb: ({ command }) => headline(command),
  danger: ({ command, composed }) =>
    command.plan.kind === 'clear' ? 'none' : reachesAll(command, composed) ? 'type' : 'ask',
  next: ({ command: { plan } }) =>
    plan.kind === 'clear'
      ? 'phasegate rollout status'
      : 'let a job run phasegate rollout advance every hour; nothing moves without it',
};

function transition(state: PlatformState, command: Schedule, facts: RuleFacts): Transition {
  const release = releaseOf(state.ledger, command.version);
  if (release === undefined) {
    return { kind: 'absent' };
  }
  const { version } = release;
  if (command.plan.kind === 'clear') {
    return release.schedule === undefined
      ? { kind: 'same', said: `nothing is scheduled for ${on(version, state)}` }
      : moved(state, withSteps(release, []), `${on(version, state)} stays where it is until told`);
  }
  const wrong = outOfPlace(state, release, { kind: 'escalate', phase: undefined });
  if (wrong !== undefined) {
    return wrong;
  }
  if (release.state === 'paused') {
    return refused(
      'is-paused',
      `${on(version, state)} is paused since ${release.since}`,
      `phasegate rollout resume ${version}, then schedule it`,
    );
  }
  return release.state === 'complete'
    ? { kind: 'same', said: `${on(version, state)} is open to everybody` }
    : planned(state, release, { ...facts, plan: command.plan });
}

interface Planning extends RuleFacts {
  readonly plan: Exclude<Schedule['plan'], { readonly kind: 'clear' }>;
}

function planned(state: PlatformState, release: LedgerRelease, facts: Planning): Transition {
  const read = stepsOf(state.ledger, release, facts);
  if (!read.ok) {
    return { kind: 'refused', refusal: read.refusal };
  }
  const steps = read.value;
  const apart = outOfOrder(steps);
  if (apart !== undefined) {
    return refused(
      'bad-argument',
      `${on(release.version, state)} would go to ${apart.phase} % at ${apart.at}, no later than to a narrower phase`,
      'later steps are broader: correct --at, or begin with --clear',
    );
  }
  const said = steps.map(({ phase, at }) => `${phase} % at ${at}`).join(', ');
  return moved(state, withSteps(release, steps), `${on(release.version, state)} goes to ${said}`);
}

/** The steps as they will be, or why they cannot be. */
function stepsOf(
  ledger: Ledger,
  release: LedgerRelease,
  { plan, now, actor }: Planning,
): Result<readonly ScheduledStep[]> {
  const broader = ledger.phases.filter((phase) => phase > (release.phase ?? FULL_PHASE));
  const step = (phase: Phase, at: number): ScheduledStep => ({ phase, at: rfc3339(at), by: actor });
  if (plan.kind === 'every') {
    return accept(broader.map((phase, before) => step(phase, now + (before + 1) * plan.every)));
  }
  if (plan.at <= now) {
    return refuse(
      'bad-argument',
      `${rfc3339(plan.at)} is over`,
      `write a time to come, or do it now: phasegate rollout escalate ${release.version}`,
    );
  }
  if (!broader.includes(plan.phase)) {
    return refuse(
      'wrong-phase',
      `${release.version} is at ${release.phase ?? FULL_PHASE} %, and cannot go on to ${plan.phase} %`,
      `write one of --to ${broader.join(', ')}`,
    );
  }
  const others = (release.schedule ?? []).filter(({ phase }) => phase !== plan.phase);
  return accept([...others, step(plan.phase, plan.at)].sort((a, b) => a.phase - b.phase));
}

function outOfOrder(steps: readonly ScheduledStep[]): ScheduledStep | undefined {
  return steps.find(({ at }, place) => place > 0 && at <= (steps[place - 1]?.at ?? ''));
}

/** A release with these steps and no others. */
export function withSteps(
  { schedule: _before, ...release }: LedgerRelease,
  steps: readonly ScheduledStep[],
): LedgerRelease {
  return steps.length === 0 ? release : { ...release, schedule: steps };
}

function headline({ version, plan }: Schedule): string {
  switch (plan.kind) {
    case 'clear':
      return `Clear the schedule of ${version}`;
    case 'at':
      return `Schedule ${version} to ${plan.phase} % at ${rfc3339(plan.at)}`;
    case 'every':
      return `Schedule ${version} to the next phase every ${plan.every / 3_600_000} hours`;
  }
}

function reachesAll({ version }: Schedule, composed: Described<Schedule>['composed']): boolean {
  return composed.some(({ after }) =>
    releaseOf(after.ledger, version)?.schedule?.some(({ phase }) => phase === FULL_PHASE),
  );
}
