import type { Phase, Version } from '@phasegate/rollout';

import type { PlanFacts, ReleaseCommand } from '../command.ts';
import type { RootChain } from '../keys/root-chain.ts';
import type { Refusal } from '../refusal.ts';
import type { Config } from '../state/config.ts';
import type { PlatformState } from '../state/snapshot.ts';
import type { Composed } from './compose.ts';
import type { Danger } from './plan-types.ts';
import type { Moved, Transition } from './transition.ts';

/** What moving a ledger takes from outside. */
export interface RuleFacts extends PlanFacts {
  readonly config: Config;
  readonly chain: RootChain;
  /** The ids of the advisories of all platforms; a new one gets an id of its own. */
  readonly taken: readonly string[];
}

/** A command that has been composed: what its words are made of. */
export interface Described<C extends ReleaseCommand> {
  readonly command: C;
  /** The versions whose state changes, or else the ones named. */
  readonly versions: readonly string[];
  /** The phase of the (first) version named, as it will be; 100 where it has none. */
  readonly phase: Phase;
  readonly composed: readonly Composed[];
}

/** Everything that is particular to one command: what it does to a ledger, and the words around it. */
export interface Rule<C extends ReleaseCommand> {
  /** The versions that it names; each must be in a ledger, unless `enters` says otherwise. */
  readonly versions: (command: C) => readonly Version[];
  /** What it is about, for the history, where it is not versions. */
  readonly subject?: (command: C) => string;
  /** What is typed to say yes, where that is not the versions. */
  readonly asks?: (described: Described<C>) => readonly string[];
  /** A "no" that concerns all platforms together: an advisory, say, that none of them has. */
  readonly refuses?: (
    states: readonly PlatformState[],
    command: C,
    facts: RuleFacts,
  ) => Refusal | undefined;
  /** Whether it brings its version in, so that no ledger has to know it. */
  readonly enters?: true;
  readonly transition: (state: PlatformState, command: C, facts: RuleFacts) => Transition;
  /** What forbids the moves of several platforms in one word, though each is allowed. */
  readonly together?: (command: C, moved: readonly Moved[]) => Refusal | undefined;
  /** `Roll back 1.1.0`: the headline without the platforms. */
  readonly verb: (described: Described<C>) => string;
  readonly danger: (described: Described<C>) => Danger;
  /** What the operator should know before saying yes. */
  readonly warnings?: (described: Described<C>) => readonly string[];
  /** The next step where there is nothing to do; `undefined`: a look at the status. */
  readonly nothing?: (states: readonly PlatformState[], command: C) => string;
  /** The next step, for the last line of the output. */
  readonly next: (described: Described<C>) => string;
}
