import { isNewer } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import type { EventBody } from './batch.ts';
import { targetIn } from '../known.ts';
import type { Known } from '../known.ts';
import type { AgentMemory } from '../memory/memory.ts';
import type { AgentState } from '../state.ts';
import { targetOf } from '../target.ts';

/** Something to report, before it has a pseudonym, an id and a time. */
export interface Finding {
  /** The release that it is about. */
  readonly version: Version;
  readonly previousVersion: Version | undefined;
  readonly body: EventBody;
}

/** What a transition is judged with. */
export interface DerivationFacts {
  /** The version that runs. */
  readonly running: Version;
  /** The version that ran before it, where it is known. */
  readonly previous: Version | undefined;
}

/**
 * What is to be reported of one change. What is counted once may be found again, after every restart; whoever keeps the
 * ledger passes over it. Of a way back only its end and its failures are told, and they are told of the release left.
 */
export function reportsBetween(
  before: Known,
  after: Known,
  facts: DerivationFacts,
): readonly Finding[] {
  return [
    ...offers(before, after, facts),
    ...moves(before.state, after.state, facts),
    ...begun(before.memory, after.memory, facts),
    ...missed(before, after, facts),
    ...wayBack(before, after, facts),
    ...goodStart(before, after, facts),
    ...signsOfLife(before, after, facts),
  ];
}

function offers(before: Known, { reading }: Known, { running }: DerivationFacts): Finding[] {
  if (reading === undefined || reading === before.reading) {
    return [];
  }
  const target = targetOf(reading.decision);
  return target?.direction === 'forward'
    ? [onTheWay(target.release.version, running, { kind: 'offered' })]
    : [];
}

function moves(before: AgentState, after: AgentState, facts: DerivationFacts): Finding[] {
  const target = targetIn(after);
  if (before === after || target === undefined) {
    return [];
  }
  const { direction, release } = target;
  if (after.phase === 'failed' && before.phase !== 'failed' && after.during !== 'check') {
    const { during: stage, problem } = after;
    const body = { kind: 'install-failed', stage, code: problem.code, direction } as const;
    return [about(release.version, body, facts)];
  }
  const reached = direction === 'forward' ? milestone(before, after) : undefined;
  return reached === undefined ? [] : [onTheWay(release.version, facts.running, reached)];
}

function milestone(before: AgentState, after: AgentState): EventBody | undefined {
  const held = after.phase === 'checking' && after.held !== undefined;
  const here = held || after.phase === 'ready' || after.phase === 'confirming';
  return here && before.phase === 'downloading' ? { kind: 'downloaded' } : undefined;
}

/** The attempt that is written down just before the installer runs; an install that waits for a busy app has not begun. */
function begun(
  before: AgentMemory,
  { attempt }: AgentMemory,
  { running }: DerivationFacts,
): Finding[] {
  return attempt?.direction === 'forward' && attempt !== before.attempt
    ? [onTheWay(attempt.to, running, { kind: 'install-started' })]
    : [];
}

function missed(before: Known, { missedAttempt }: Known, facts: DerivationFacts): Finding[] {
  if (missedAttempt === undefined || missedAttempt === before.missedAttempt) {
    return [];
  }
  const { to, direction } = missedAttempt;
  const body = { kind: 'install-failed', stage: 'restart', code: 'not-installed' } as const;
  return [about(to, { ...body, direction }, facts)];
}

/** A way forward is about where it leads, a way back about the release that is to be left. */
function about(
  to: Version,
  body: Extract<EventBody, { kind: 'install-failed' }>,
  facts: DerivationFacts,
): Finding {
  return body.direction === 'forward' ? onTheWay(to, facts.running, body) : ofRunning(body, facts);
}

/** The pin names the first bad release only; a machine that went back twice left the one that ran before. */
function wayBack(before: Known, after: Known, { running, previous }: DerivationFacts): Finding[] {
  const pin = after.memory.wentBackFrom;
  if (pin === undefined || pin === before.memory.wentBackFrom) {
    return [];
  }
  const left = previous !== undefined && isNewer(previous, running) ? previous : pin;
  const body = { kind: 'went-back', to: running } as const;
  return [{ version: left, previousVersion: undefined, body }];
}

function goodStart(before: Known, after: Known, facts: DerivationFacts): Finding[] {
  return after.startedWell && !before.startedWell
    ? [ofRunning({ kind: 'first-start-ok' }, facts)]
    : [];
}

/** Every check that was answered, well or badly, shows that the release is in use. */
function signsOfLife(before: Known, after: Known, facts: DerivationFacts): Finding[] {
  const answered = after.lastCheck !== undefined && after.lastCheck !== before.lastCheck;
  return answered ? [ofRunning({ kind: 'active' }, facts)] : [];
}

function onTheWay(version: Version, previousVersion: Version, body: EventBody): Finding {
  return { version, previousVersion, body };
}

function ofRunning(body: EventBody, { running, previous }: DerivationFacts): Finding {
  return { version: running, previousVersion: previous, body };
}
