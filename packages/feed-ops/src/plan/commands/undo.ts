import { isDeepStrictEqual } from 'node:util';

import type { Advisory } from '@phasegate/rollout';

import { inForce } from '../../feeds/content.ts';
import { refusal } from '../../refusal.ts';
import type { HistoryEntry } from '../../state/history.ts';
import { releaseOf, withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import { nameOf } from '../../state/past.ts';
import type { PastCommand, Undo } from '../../state/past.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import { bringBackAdvisory, endAdvisory } from '../end-advisory.ts';
import type { Danger } from '../plan-types.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import {
  changedAdvisories,
  changedReleases,
  dangerBetween,
  loosens,
  sameWords,
} from '../undone.ts';
import type { ReleaseChange } from '../undone.ts';
import { onlyFallback } from './only-fallback.ts';

/** What a command changed, back to what it was; a new entry in the history, a new sequence. */
export const undo: Rule<Undo> = {
  versions: () => [],
  subject: ({ past: [first] }) => first?.entry.version ?? '',
  refuses: (_states, { past }) =>
    past.length === 0
      ? refusal('unknown-command', 'There is nothing to take back', 'phasegate rollout status')
      : undefined,
  asks: (described) => [...described.versions, ...blockedAgain(described)],
  transition,
  verb: ({ command: { past } }) => {
    const [first] = past;
    return first === undefined
      ? 'Undo nothing'
      : `Undo "${nameOf(first.entry)}" (sequence ${first.entry.sequence})`;
  },
  danger,
  warnings: ({ command: { past } }) =>
    past.some(({ entry }) => entry.command === 'undo')
      ? ['The last command was an undo itself: this takes that one back.']
      : [],
  next: () => 'phasegate rollout status',
};

function transition(state: PlatformState, command: Undo, facts: RuleFacts): Transition {
  const past = command.past.find(({ platform }) => platform === state.platform);
  if (past === undefined) {
    return { kind: 'absent' };
  }
  const releases = changedReleases(past.before, past.after);
  const advisories = changedAdvisories(past.before, past.after);
  const wrong =
    beyond(past, releases) ??
    touchedSince(state, past, releases) ??
    endedSince(state, past, facts) ??
    withoutReason(state, command, releases, facts);
  if (wrong !== undefined) {
    return wrong;
  }
  const restored = releases.reduce((ledger, one) => restore(ledger, one, facts), state.ledger);
  const ended = advisories.made.reduce((ledger, one) => end(ledger, one, facts), restored);
  const after = advisories.corrected.reduce((ledger, one) => sayAgain(ledger, one, past), ended);
  const taken = releases.flatMap(({ after: one }) => releaseOf(state.ledger, one.version) ?? []);
  return (
    onlyFallback(state, after, taken, 'undo') ?? {
      kind: 'moved',
      ledger: after,
      said: [
        ...releases.map((one) => said(state, one)),
        ...advisories.made.map((one) => saidOf(state, one)),
        ...advisories.corrected.map(({ id }) => `${id} on ${state.platform} says what it said`),
      ],
    }
  );
}

/** What is more than releases and advisories, and releases that came in as shipped, have no way back here. */
function beyond(past: PastCommand, releases: readonly ReleaseChange[]): Transition | undefined {
  const entered = releases.find(
    ({ before, after }) => before === undefined && after.state !== 'draft',
  );
  if (entered === undefined && isDeepStrictEqual(past.before.phases, past.after.phases)) {
    return undefined;
  }
  return refused(
    'not-undone',
    `"${nameOf(past.entry)}" of ${past.entry.at} cannot be taken back`,
    entered === undefined
      ? 'give the command that sets it as it was'
      : `phasegate rollback ${entered.after.version} --reason "..." withdraws it`,
  );
}

function touchedSince(
  state: PlatformState,
  past: PastCommand,
  releases: readonly ReleaseChange[],
): Transition | undefined {
  const moved = releases.find(
    ({ after }) => !isDeepStrictEqual(releaseOf(state.ledger, after.version), after),
  );
  return moved === undefined
    ? undefined
    : changedSince(on(moved.after.version, state), past, moved.after.version);
}

function endedSince(
  state: PlatformState,
  past: PastCommand,
  { now }: RuleFacts,
): Transition | undefined {
  const { made, corrected } = changedAdvisories(past.before, past.after);
  const held = inForce(state.ledger, now);
  const isOver = ({ id }: Advisory): boolean =>
    state.ledger.advisories.some((one) => one.supersedes === id || one.resolves === id);
  const other = [...made, ...corrected].find((one) => {
    const current = held.find(({ id }) => id === one.id);
    return isOver(one) || (current !== undefined && !sameWords(current, one));
  });
  return other === undefined
    ? undefined
    : changedSince(`The advisory ${other.id} on ${state.platform}`, past, other.id);
}

function changedSince(what: string, { entry, later }: PastCommand, subject: string): Transition {
  const telling = later.filter(({ version }) => (version ?? '').split(' || ').includes(subject));
  const named = telling.length === 0 ? later : telling;
  const list = named.map((one) => `"${nameOf(one)}" (sequence ${one.sequence})`).join(', ');
  return refused(
    'changed-since',
    `${what} was changed again since "${nameOf(entry)}": ${list}`,
    `take that back first: phasegate undo ${wayTo(named.at(-1) ?? entry, [entry, ...later])}`,
  );
}

/** A command that changed no feed has the sequence of the one before it, so its time names it. */
function wayTo(meant: HistoryEntry, all: readonly HistoryEntry[]): string {
  const owner = all.find(({ sequence }) => sequence === meant.sequence);
  return owner === meant ? `--sequence ${meant.sequence}` : `--at ${meant.at}`;
}

function withoutReason(
  state: PlatformState,
  { reason }: Undo,
  releases: readonly ReleaseChange[],
  facts: RuleFacts,
): Transition | undefined {
  const opens = releases.some(({ before, after }) => loosens(after, backTo(before, after, facts)));
  return opens && (reason === undefined || reason.trim() === '')
    ? refused(
        'bad-argument',
        `This lets machines on ${state.platform} have what was taken from them, and there is no reason`,
        'say why, for the history: --reason "..."',
      )
    : undefined;
}

/**
 * Where a release goes. One that was started may be on machines, so its files stay what they are: paused, no draft. A
 * schedule with a step whose time is over does not come back: `rollout advance` would take that step at once, or leave it
 * out and go further with the next.
 */
function backTo(
  before: LedgerRelease | undefined,
  after: LedgerRelease,
  { now }: RuleFacts,
): LedgerRelease | undefined {
  const since = rfc3339(now);
  if (before?.state === 'draft' && after.state !== 'draft') {
    const { schedule: _planned, ...rest } = after;
    return { ...rest, state: 'paused', since };
  }
  if (before?.schedule === undefined) {
    return before && { ...before, since };
  }
  const { schedule: planned, ...rest } = before;
  return planned.every(({ at }) => at > since)
    ? { ...rest, since, schedule: planned }
    : { ...rest, since };
}

function restore(ledger: Ledger, { before, after }: ReleaseChange, facts: RuleFacts): Ledger {
  const to = backTo(before, after, facts);
  return to === undefined
    ? { ...ledger, releases: ledger.releases.filter(({ version }) => version !== after.version) }
    : withRelease(ledger, to);
}

function end(ledger: Ledger, made: Advisory, facts: RuleFacts): Ledger {
  if (made.kind === 'resolved') {
    return bringBackAdvisory(ledger, made, facts);
  }
  return inForce(ledger, facts.now).some(({ id }) => id === made.id)
    ? endAdvisory(ledger, made, facts)
    : ledger;
}

/** The words of before, as the newest revision. */
function sayAgain(ledger: Ledger, { id }: Advisory, { before }: PastCommand): Ledger {
  const old = before.advisories.find((one) => one.id === id);
  const advisories = ledger.advisories.map((one) =>
    one.id === id && old !== undefined ? { ...old, revision: one.revision + 1 } : one,
  );
  return { ...ledger, advisories };
}

function said(state: PlatformState, { before, after }: ReleaseChange): string {
  const where = ({ state: at, phase }: LedgerRelease): string =>
    at === 'rolling' ? `rolling at ${phase ?? ''} %` : at;
  const was = `was ${where(after)}`;
  if (before === undefined) {
    return `${on(after.version, state)} leaves the ledger; no machine has it`;
  }
  return before.state === 'draft'
    ? `${on(after.version, state)} is paused, ${was}; machines that have it keep it`
    : `${on(after.version, state)} is ${where(before)} again, ${was}`;
}

function saidOf(state: PlatformState, { id, kind, resolves }: Advisory): string {
  return kind === 'resolved'
    ? `The advisory ${resolves ?? ''} on ${state.platform} holds again`
    : `The advisory ${id} on ${state.platform} is over`;
}

/** As much asking as the command in reverse. */
function danger(described: Described<Undo>): Danger {
  const changes = described.composed.flatMap(({ before, after }) =>
    before.ledger.releases
      .map((one) => ({ from: one, to: releaseOf(after.ledger, one.version) }))
      .filter(({ from, to }) => !isDeepStrictEqual(from, to))
      .map(({ from, to }) => dangerBetween(from, to)),
  );
  return changes.includes('type') || blockedAgain(described).length > 0 ? 'type' : 'ask';
}

/** The ranges that are on the blocklist again. */
function blockedAgain({ composed }: Described<Undo>): readonly string[] {
  const ranges = composed.flatMap(({ before, after }) =>
    after.ledger.advisories
      .filter(({ id }) => !before.ledger.advisories.some((one) => one.id === id))
      .flatMap(({ kind, versions }) =>
        kind === 'blocked' && versions !== undefined ? [versions] : [],
      ),
  );
  return [...new Set(ranges)];
}
