import { FULL_PHASE, parseInstant } from '@phasegate/rollout';

import type { Advance } from '../../command.ts';
import { withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease, ScheduledStep } from '../../state/ledger.ts';
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
      ? { kind: 'same', said: `no step is due on ${state.platform}${later(state.ledger)}` }
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

/** The first step that is due; however many were missed, they are taken one at a time. */
function dueStep(
  { state, phase, schedule = [] }: LedgerRelease,
  now: number,
): ScheduledStep | undefined {
  const [next] = schedule.filter((step) => step.phase > (phase ?? 0));
  const at = next && parseInstant(next.at);
  return state === 'rolling' && at !== undefined && at <= now ? next : undefined;
}

/** What lies beyond a step that came late keeps its distance from it. */
function postponed(
  ledger: Ledger,
  version: string,
  { step, now }: { readonly step: ScheduledStep; readonly now: number },
): Ledger {
  const release = ledger.releases.find((one) => one.version === version);
  const late = now - (parseInstant(step.at) ?? now);
  if (release?.schedule === undefined || late <= LATE_MS) {
    return ledger;
  }
  const steps = release.schedule.map((one) => ({
    ...one,
    at: rfc3339((parseInstant(one.at) ?? now) + late),
  }));
  return withRelease(ledger, withSteps(release, steps));
}

/** `; the next is 1.1.0 to 50 % at ...`, where there is one. */
function later({ releases }: Ledger): string {
  const steps = releases.flatMap(({ state, version, schedule: [step] = [] }) =>
    state === 'rolling' && step !== undefined ? [{ version, ...step }] : [],
  );
  const [next] = steps.sort((a, b) => a.at.localeCompare(b.at));
  return next === undefined ? '' : `; the next is ${next.version} to ${next.phase} % at ${next.at}`;
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
