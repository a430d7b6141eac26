import type { Platform } from '@phasegate/rollout';

import type { PlanFacts } from '../command.ts';
import type { Ledger, LedgerRelease } from '../state/ledger.ts';
import { refusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { PlatformState, Snapshot } from '../state/snapshot.ts';
import { rfc3339 } from '../times.ts';

/** What a command does to one platform's ledger. */
export type Transition =
  | { readonly kind: 'moved'; readonly ledger: Ledger; readonly said: readonly string[] }
  | { readonly kind: 'same'; readonly said: string }
  | { readonly kind: 'absent' }
  /** With `spared` the platform stays as it is where others move, and says so; where none moves it is a refusal. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly spared?: string };

/** The transitions of all platforms of a command, or the first "no". */
export interface Transitions {
  readonly moved: readonly Moved[];
  readonly same: readonly string[];
}

/** One platform whose ledger a command changes. */
export interface Moved {
  readonly state: PlatformState;
  readonly ledger: Ledger;
  readonly said: readonly string[];
}

/** Carries a transition out for each platform; all or none. */
export function forEachPlatform(
  states: readonly PlatformState[],
  transition: (state: PlatformState) => Transition,
):
  | { readonly ok: true; readonly all: Transitions }
  | { readonly ok: false; readonly refusal: Refusal } {
  const moved: Moved[] = [];
  const same: string[] = [];
  const spared: Refusal[] = [];
  for (const state of states) {
    const one = transition(state);
    if (one.kind === 'refused' && one.spared !== undefined) {
      spared.push(one.refusal);
      same.push(one.spared);
    } else if (one.kind === 'refused') {
      return { ok: false, refusal: one.refusal };
    }
    if (one.kind === 'moved') {
      moved.push({ state, ledger: one.ledger, said: one.said });
    }
    if (one.kind === 'same') {
      same.push(one.said);
    }
  }
  const [first] = spared;
  return first !== undefined && moved.length === 0
    ? { ok: false, refusal: first }
    : { ok: true, all: { moved, same } };
}

/** A transition that is refused. */
export function refused(...said: Parameters<typeof refusal>): Transition {
  return { kind: 'refused', refusal: refusal(...said) };
}

/** A release in a new state from now on. */
export function moveTo(
  release: LedgerRelease,
  to: Pick<LedgerRelease, 'state' | 'phase'> & { readonly item?: string },
  facts: PlanFacts,
): LedgerRelease {
  return { ...release, ...to, since: rfc3339(facts.now) };
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
