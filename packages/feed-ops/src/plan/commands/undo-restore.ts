import { parseInstant } from '@phasegate/rollout';
import type { Advisory } from '@phasegate/rollout';

import { inForce } from '../../feeds/content.ts';
import { withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PastCommand } from '../../state/past.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import { bringBackAdvisory, endAdvisory } from '../end-advisory.ts';
import type { RuleFacts } from '../rule.ts';
import { on } from '../transition.ts';
import { changedAdvisories } from '../undone.ts';
import type { ReleaseChange } from '../undone.ts';

/** The ledger with everything that a command changed as it was before it, and what there is to say of that. */
export function restored(
  state: PlatformState,
  past: PastCommand,
  releases: readonly ReleaseChange[],
  facts: RuleFacts,
): { readonly ledger: Ledger; readonly said: readonly string[] } {
  const { made, corrected } = changedAdvisories(past.before, past.after);
  const back = releases.reduce((ledger, one) => restore(ledger, one, facts), state.ledger);
  const ended = made.reduce((ledger, one) => end(ledger, one, facts), back);
  const ledger = corrected.reduce((now, one) => sayAgain(now, one, past), ended);
  const said = [
    ...releases.map((one) => saidOfRelease(state, one, facts)),
    ...made.map((one) => saidOfAdvisory(state, one)),
    ...corrected.map(({ id }) => `${id} on ${state.platform} says what it said`),
  ];
  return { ledger, said };
}

/**
 * Where a release goes. One that was started may be on machines, so its files stay what they are: paused, no draft. A
 * schedule with a step whose time is over does not come back: `rollout advance` would take that step at once, or leave it
 * out and go further with the next.
 */
export function backTo(
  before: LedgerRelease | undefined,
  after: LedgerRelease,
  { now }: RuleFacts,
): LedgerRelease | undefined {
  // What only got a schedule, or a mark, is where it was since when it was: a day in its phase does not begin anew.
  const stayed = before?.state === after.state && before.phase === after.phase;
  const since = stayed ? after.since : rfc3339(now);
  if (before?.state === 'draft' && after.state !== 'draft') {
    const { schedule: _planned, ...rest } = after;
    return { ...rest, state: 'paused', since };
  }
  if (before?.schedule === undefined) {
    return before && { ...before, since };
  }
  const { schedule: planned, ...rest } = before;
  return planned.every(({ at }) => (parseInstant(at) ?? 0) > now)
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

function saidOfRelease(state: PlatformState, change: ReleaseChange, facts: RuleFacts): string {
  const { before, after } = change;
  const name = on(after.version, state);
  if (before === undefined) {
    return `${name} leaves the ledger; no machine has it`;
  }
  const [is, was] = [whereIs(before), whereIs(after)];
  if (is === was) {
    return `${name} stays ${is}${differently(backTo(before, after, facts), after)}`;
  }
  return before.state === 'draft'
    ? `${name} is paused, was ${was}; machines that have it keep it`
    : `${name} is ${is} again, was ${was}`;
}

function whereIs({ state, phase }: LedgerRelease): string {
  return state === 'rolling' ? `rolling at ${phase ?? ''} %` : state;
}

/** What differs where neither state nor phase does. */
function differently(to: LedgerRelease | undefined, from: LedgerRelease): string {
  if (from.item !== to?.item) {
    return ', with the files that it had';
  }
  if ((from.stop === undefined) !== (to.stop === undefined)) {
    return to.stop === undefined ? ', and the stop on it is lifted' : ', and is stopped again';
  }
  const steps = (to.schedule ?? []).map(({ phase, at }) => `${phase} % at ${at}`);
  return steps.length === 0 ? ', with nothing scheduled' : `, and goes to ${steps.join(', ')}`;
}

function saidOfAdvisory(state: PlatformState, { id, kind, resolves }: Advisory): string {
  return kind === 'resolved'
    ? `The advisory ${resolves ?? ''} on ${state.platform} holds again`
    : `The advisory ${id} on ${state.platform} is over`;
}
