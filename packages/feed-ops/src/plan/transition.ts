import type { Platform, Version } from '@phasegate/rollout';

import type { PlanFacts } from '../command.ts';
import type { HistoryEntry } from '../state/history.ts';
import type { Ledger, LedgerRelease } from '../state/ledger.ts';
import { refusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { PlatformState, Snapshot } from '../state/snapshot.ts';
import { rfc3339 } from '../times.ts';

/** What a command does to one platform's ledger. */
export type Transition =
  | ({ readonly kind: 'moved' } & Move)
  | { readonly kind: 'same'; readonly said: string }
  /** Not now, but perhaps later: other platforms go on meanwhile. */
  | { readonly kind: 'waits'; readonly refusal: Refusal }
  | { readonly kind: 'absent' }
  /** With `spared` the platform stays as it is where others move, and says so; where none moves it is a refusal. */
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      readonly spared?: string;
      /** Of several that are refused for the same reason, the gravest says what to do. */
      readonly gravity?: number;
    };

/** A ledger in its new state, with what there is to say of it. */
export interface Move {
  readonly ledger: Ledger;
  readonly said: readonly string[];
  /** What the operator should know before saying yes. */
  readonly warnings?: readonly string[];
  /** What the history says of this platform beside what the command says of itself. */
  readonly entry?: Partial<Pick<HistoryEntry, 'evidence' | 'version'>>;
}

/** The transitions of all platforms of a command, or the first "no". */
export interface Transitions {
  readonly moved: readonly Moved[];
  readonly same: readonly string[];
  readonly waiting: readonly Refusal[];
}

/** One platform whose ledger a command changes. */
export interface Moved extends Move {
  readonly state: PlatformState;
}

/** Carries a transition out for each platform; all or none. Platforms that lack the release are named. */
export function forEachPlatform(
  states: readonly PlatformState[],
  transition: (state: PlatformState) => Transition,
):
  | { readonly ok: true; readonly all: Transitions }
  | { readonly ok: false; readonly refusal: Refusal } {
  const all = states.map((state) => ({ state, one: transition(state) }));
  const moved = all.flatMap(({ state, one }) => (one.kind === 'moved' ? [{ ...one, state }] : []));
  const refusals = all.flatMap(({ one }) => (one.kind === 'refused' ? [one] : []));
  // What is spared stands in nobody's way, unless there is nothing else to do.
  const standing = refusals.filter(({ spared }) => spared === undefined || moved.length === 0);
  const said = gravest(standing);
  if (said !== undefined) {
    return { ok: false, refusal: elsewhere(said, moved) };
  }
  const same = all.flatMap(({ state, one }) => sameAs(state, one));
  const waiting = all.flatMap(({ one }) => (one.kind === 'waits' ? [one.refusal] : []));
  return { ok: true, all: { moved, same, waiting } };
}

function sameAs({ platform }: PlatformState, one: Transition): readonly string[] {
  switch (one.kind) {
    case 'absent':
      return [`${platform} does not have it; nothing changes there`];
    case 'same':
      return [one.said];
    case 'refused':
      return one.spared === undefined ? [] : [one.spared];
    default:
      return [];
  }
}

/** The first "no"; where others have the same reason, all of them, with the next step of the gravest. */
function gravest(all: readonly Extract<Transition, { kind: 'refused' }>[]): Refusal | undefined {
  const [first] = all;
  if (first?.gravity === undefined) {
    return first?.refusal;
  }
  const alike = all.filter(({ refusal: { code } }) => code === first.refusal.code);
  const [worst = first] = alike.toSorted((a, b) => (b.gravity ?? 0) - (a.gravity ?? 0));
  const messages = [worst, ...alike.filter((one) => one !== worst)];
  return { ...worst.refusal, message: messages.map((one) => one.refusal.message).join('. ') };
}

/** Where one platform stands in the way of others, the way around it is said too. */
function elsewhere(first: Refusal, others: readonly Moved[]): Refusal {
  const flags = others.map(({ state }) => `--platform ${state.platform}`).join(' ');
  return others.length === 0 ? first : { ...first, next: `${first.next}; or without it: ${flags}` };
}

/** A transition that is refused. */
export function refused(...said: Parameters<typeof refusal>): Transition {
  return { kind: 'refused', refusal: refusal(...said) };
}

/**
 * A release in a new state from now on. Of its schedule only what lies beyond stays, and that only while it rolls on:
 * what was stopped and comes back is planned anew.
 */
export function moveTo(
  release: LedgerRelease,
  to: Pick<LedgerRelease, 'state' | 'phase'> & { readonly item?: string },
  facts: PlanFacts,
): LedgerRelease {
  const { schedule = [], overtakenBy: _over, ...rest } = release;
  const rollsOn = release.state === 'rolling' && to.state === 'rolling';
  const left = rollsOn ? schedule.filter(({ phase }) => phase > (to.phase ?? 0)) : [];
  const moved = { ...rest, ...to, since: rfc3339(facts.now) };
  return left.length === 0 ? moved : { ...moved, schedule: left };
}

/** The versions whose state or phase differs between two ledgers. */
export function movedBetween(before: Ledger, after: Ledger): readonly Version[] {
  const was = new Map(before.releases.map((one) => [one.version, one]));
  return after.releases
    .filter((one) => {
      const old = was.get(one.version);
      return old?.state !== one.state || old.phase !== one.phase;
    })
    .map(({ version }) => version);
}

/** The states of the platforms that a command is for. */
export function statesFor(
  snapshot: Snapshot,
  scope: readonly Platform[],
): readonly PlatformState[] {
  return snapshot.states.filter((state) => scope.includes(state.platform));
}

/** `1.1.0 on linux`. */
export function on(version: string, { platform }: { readonly platform: Platform }): string {
  return `${version} on ${platform}`;
}
