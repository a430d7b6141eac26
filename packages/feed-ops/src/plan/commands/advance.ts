import { FULL_PHASE, parseInstant } from '@phasegate/rollout';

import type { Advance } from '../../command.ts';
import { releaseOf, withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease, ScheduledStep } from '../../state/ledger.ts';
import { nextScheduled } from '../../state/scheduled-steps.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import type { Refusal } from '../../refusal.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import type { Move, Transition } from '../transition.ts';
import { phaseAfter, throughGate } from './escalate.ts';
import { watchIt } from './enter.ts';
import { withSteps } from './schedule.ts';

/** The scheduled steps whose time has come. Nobody is asked: whoever scheduled them was. */
export const advance: Rule<Advance> = {
  versions: () => [],
  transition,
  verb: (described) => `Advance ${stepsTaken(described)} as scheduled`,
  danger: () => 'none',
  next: ({ versions: [version = ''], composed }) => {
    const phases = composed.flatMap((one) => phaseAfter(one, version) ?? []);
    return watchIt(version, phases[0] ?? FULL_PHASE);
  },
};

/** A step that is taken later than this moves those after it, so that machines are watched as long as was planned. */
const LATE_MS = 60 * 60_000;

interface Done {
  readonly ledger: Ledger;
  readonly moves: readonly Move[];
  readonly versions: readonly string[];
  readonly waiting: readonly Refusal[];
}

function transition(state: PlatformState, _command: Advance, facts: RuleFacts): Transition {
  const start: Done = { ledger: state.ledger, moves: [], versions: [], waiting: [] };
  const due = state.ledger.releases.flatMap((release) => {
    const step = dueStep(release, facts.now);
    return step === undefined ? [] : [{ release, step }];
  });
  const done = due.reduce(
    (now, { release, step }) => take(state, now, { release, step, facts }),
    start,
  );
  const [waits] = done.waiting;
  if (done.moves.length === 0) {
    return waits === undefined
      ? {
          kind: 'same',
          said: `no step is due on ${state.platform}${later(state.ledger, facts.now)}`,
        }
      : { kind: 'waits', refusal: waits };
  }
  return {
    kind: 'moved',
    ledger: done.ledger,
    said: [
      ...done.moves.flatMap(({ said }) => said),
      ...done.waiting.map(({ message }) => `waits: ${message}`),
    ],
    warnings: done.moves.flatMap(({ warnings }) => warnings ?? []),
    entry: {
      version: done.versions.join(' || '),
      evidence: done.moves.flatMap(({ entry }) => entry?.evidence ?? []).join('; '),
    },
  };
}

/** One step of one release, through the same gate as a person's `escalate`. */
function take(
  state: PlatformState,
  done: Done,
  {
    release,
    step,
    facts,
  }: { readonly release: LedgerRelease; readonly step: ScheduledStep; readonly facts: RuleFacts },
): Done {
  const command = { overrideHealth: false, reason: undefined };
  const here = { ...state, ledger: done.ledger };
  const moved = throughGate(here, release, { ...facts, command, phase: step.phase });
  if (moved.kind !== 'moved') {
    return moved.kind === 'refused' ? { ...done, waiting: [...done.waiting, moved.refusal] } : done;
  }
  const by = `scheduled by ${step.by} for ${step.at}`;
  const evidence = moved.entry?.evidence;
  return {
    ...done,
    ledger: postponed(moved.ledger, release.version, { step, now: facts.now }),
    moves: [
      ...done.moves,
      {
        ...moved,
        said: [...moved.said, by],
        entry: { evidence: [by, evidence ?? ''].filter((one) => one !== '').join('; ') },
      },
    ],
    versions: [...done.versions, release.version],
  };
}

/** However many steps were late, they are taken one at a time. */
function dueStep(release: LedgerRelease, now: number): ScheduledStep | undefined {
  const next = nextScheduled(release, now);
  return next?.when === 'due' ? next.step : undefined;
}

/** What lies beyond a step that came late keeps its distance from it. */
function postponed(
  ledger: Ledger,
  version: string,
  { step, now }: { readonly step: ScheduledStep; readonly now: number },
): Ledger {
  const release = releaseOf(ledger, version);
  const late = now - (parseInstant(step.at) ?? now);
  const [next] = release?.schedule ?? [];
  const overdue = next !== undefined && (parseInstant(next.at) ?? now) <= now;
  if (release?.schedule === undefined || (late <= LATE_MS && !overdue)) {
    return ledger;
  }
  const steps = release.schedule.map((one) => ({
    ...one,
    at: rfc3339((parseInstant(one.at) ?? now) + late),
  }));
  return withRelease(ledger, withSteps(release, steps));
}

/** `; the next is 1.1.0 to 50 % at ...`, where there is one, and what was missed. */
function later({ releases }: Ledger, now: number): string {
  const steps = releases.flatMap((release) => {
    const next = nextScheduled(release, now);
    return next === undefined ? [] : [{ version: release.version, ...next }];
  });
  const missed = steps.filter(({ when }) => when === 'missed');
  const [next] = steps
    .filter(({ when }) => when === 'later')
    .sort((a, b) => a.step.at.localeCompare(b.step.at));
  const said = missed.map(
    ({ version, step }) =>
      `; the step of ${version} to ${step.phase} % was missed, schedule it anew: phasegate rollout schedule ${version} --to ${step.phase} --at TIME`,
  );
  return next === undefined
    ? said.join('')
    : `${said.join('')}; the next is ${next.version} to ${next.step.phase} % at ${next.step.at}`;
}

/** `1.1.0 to 50 %`, or which platform goes where. */
function stepsTaken({ versions, composed }: Described<Advance>): string {
  return versions
    .map((version) => {
      const steps = composed.flatMap((one) => phaseAfter(one, version) ?? []);
      return `${version} to ${[...new Set(steps)].map((phase) => `${phase} %`).join(' and ')}`;
    })
    .join(', ');
}
