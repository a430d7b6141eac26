import type { EmergencyStop } from '../../command.ts';
import { channelOf } from '../../feeds/channel.ts';
import { newestComplete } from '../../feeds/content.ts';
import { withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { refusal } from '../../refusal.ts';
import { stillDraft } from './out-of-place.ts';
import { moveTo, on } from '../transition.ts';
import type { Transition } from '../transition.ts';

/** One release, or everything that is rolling, to paused, with a mark that `resume` does not take away. */
export const emergencyStop: Rule<EmergencyStop> = {
  versions: ({ version }) => (version === undefined ? [] : [version]),
  transition,
  verb: ({ versions }) => `Emergency stop of ${versions.join(', ')}`,
  danger: () => 'none',
  nothing: (states, { version }) => {
    // Whoever types this has a reason; what everybody has is not taken without its name.
    const [complete] =
      version === undefined ? states.flatMap(({ ledger }) => newestComplete(ledger) ?? []) : [];
    return complete === undefined
      ? 'phasegate rollout status'
      : `phasegate rollout status; if it is ${complete.version}, which everybody has: phasegate emergency stop ${complete.version}`;
  },
  next: ({ versions: [version = ''] }) =>
    `phasegate rollback ${version} --reason "..." if it is bad, phasegate emergency lift ${version} --reason "..." if it is not`,
};

function transition(state: PlatformState, command: EmergencyStop, facts: RuleFacts): Transition {
  const { ledger } = state;
  const { version } = command;
  const named = ledger.releases.filter((release) =>
    version === undefined ? release.state === 'rolling' : release.version === version,
  );
  const [only] = named;
  if (version !== undefined && only === undefined) {
    return { kind: 'absent' };
  }
  if (only?.state === 'draft') {
    const draft = stillDraft(state, only);
    return draft.kind === 'refused' ? { ...draft, spared: draft.refusal.message } : draft;
  }
  const open = named.filter((release) => isOpen(release));
  if (open.length === 0) {
    return { kind: 'same', said: `${asItIs(command, only, ledger)} on ${state.platform}` };
  }
  const after = open.reduce(
    (now, release) => withRelease(now, stopped(release, command, facts)),
    ledger,
  );
  const said = open.map((one) =>
    one.state === 'paused'
      ? `${on(one.version, state)} is paused already, and cannot be resumed from now on`
      : `${on(one.version, state)} leaves all feeds; machines that have it keep it`,
  );
  return lastOne(state, after, open) ?? { kind: 'moved', ledger: after, said };
}

/** A release that is paused leaves no feed, but a stop on it must hold as well. */
function isOpen({ state, stop }: LedgerRelease): boolean {
  return state === 'rolling' || state === 'complete' || (state === 'paused' && stop === undefined);
}

function asItIs(
  { version }: EmergencyStop,
  release: LedgerRelease | undefined,
  { releases }: Ledger,
): string {
  if (version === undefined) {
    const before = releases.filter(({ state, stop }) => state === 'paused' && stop !== undefined);
    const known = before.map((one) => `${one.version} is stopped since ${one.stop?.at ?? ''}`);
    return [...known, 'nothing is rolling'].join(' and ');
  }
  return release?.stop === undefined
    ? `${version} is withdrawn`
    : `${version} is stopped since ${release.stop.at}`;
}

function stopped(
  release: LedgerRelease,
  { reason }: EmergencyStop,
  facts: RuleFacts,
): LedgerRelease {
  const stop = { at: rfc3339(facts.now), by: facts.actor, reason: reason ?? null };
  const { state, phase } = release;
  return state === 'paused'
    ? { ...release, stop }
    : { ...moveTo(release, { state: 'paused', phase }, facts), stop };
}

/** Machines go back to something or not at all: taking the last release helps nobody who has it. */
function lastOne(
  state: PlatformState,
  after: Ledger,
  taken: readonly LedgerRelease[],
): Transition | undefined {
  const last = taken.find((one) => one.state === 'complete' && channelOf(one) === undefined);
  if (last === undefined || newestComplete(after) !== undefined) {
    return undefined;
  }
  const said = `${on(last.version, state)} is the only release in stable, and there is nothing to go back to: taking it out would help nobody who has it`;
  const next = `warn who has it: phasegate notice --versions ${last.version} --issue "..."; then ship a fixed version: phasegate release add`;
  return {
    kind: 'refused',
    refusal: refusal('only-fallback', said, next),
    spared: `${said}; it stays`,
  };
}
