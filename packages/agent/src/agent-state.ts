import type { AgentProblem } from './error.ts';
import type { AgentEffect, Trigger } from './event.ts';
import type { Progress } from './snapshot.ts';
import type { Target, VerifiedInstaller } from './target.ts';

/** A target whose file is on this machine, checked. `paused`: it left the feed, so only its user may install it. */
export interface Ready {
  readonly target: Target;
  readonly installer: VerifiedInstaller;
  readonly paused: boolean;
  /** Why the last attempt to install it did not come to pass. */
  readonly problem?: AgentProblem;
}

/** A download that its user stopped for now; what came so far is on the disk. */
export interface Suspended {
  readonly target: Target;
  readonly progress?: Progress;
  readonly thenInstall: boolean;
}

/**
 * The agent is exactly one of these; ARCHITECTURE.md draws the arrows between them.
 *
 * `confirming` is the second look: between "the user said install" and the installer, the feed is read again.
 */
export type AgentState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'checking';
      readonly trigger: Trigger;
      /** What is on this machine already. */
      readonly held?: Ready;
      /** What could be fetched before the check; `wanted` once the user has asked for it meanwhile. */
      readonly offered?: Target | undefined;
      readonly wanted?: true;
      /** How far `offered` had come when its user stopped the download. */
      readonly suspended?: Suspended;
    }
  | { readonly phase: 'available'; readonly target: Target }
  | {
      readonly phase: 'downloading';
      readonly target: Target;
      readonly progress?: Progress;
      /** Whether its user asked for it or for a check, and so waits; a background download stays silent. */
      readonly watched: boolean;
      readonly thenInstall: boolean;
      /** Who has asked for the check of this target that is under way as well. */
      readonly asking?: Trigger;
    }
  | ({ readonly phase: 'suspended' } & Suspended)
  | ({ readonly phase: 'ready' } & Ready)
  | ({
      readonly phase: 'confirming';
      readonly asked: Asked;
    } & Ready)
  | { readonly phase: 'installing'; readonly target: Target }
  | {
      readonly phase: 'failed';
      readonly during: 'check' | 'download' | 'install';
      readonly problem: AgentProblem;
      readonly target?: Target;
    };

/**
 * How its user has asked for an install: just now, or before, for this time or for when they quit. Only who asks now has
 * seen that a release is paused; and after quitting the app does not come up again.
 */
export type Asked = 'now' | 'at-a-time' | 'on-quit';

/** A new state and the work it asks for. */
export interface Step {
  readonly state: AgentState;
  readonly effects: readonly AgentEffect[];
}

/** Changes the state, if that, and asks for nothing. */
export function stay(state: AgentState): Step {
  return { state, effects: [] };
}

/** Changes the state and asks for work, in this order. */
export function go(state: AgentState, ...effects: readonly AgentEffect[]): Step {
  return { state, effects };
}

/** The state after something went wrong. */
export function failed(
  during: 'check' | 'download' | 'install',
  problem: AgentProblem,
  target: Target | undefined,
): AgentState {
  return { phase: 'failed', during, problem, ...(target === undefined ? {} : { target }) };
}

/** Begins to fetch a target, or goes on where a part of it is on the disk. */
export function download(
  target: Target,
  how: Pick<Extract<AgentState, { phase: 'downloading' }>, 'watched' | 'thenInstall' | 'asking'>,
): Step {
  return go({ phase: 'downloading', target, ...how }, { kind: 'download', target });
}

/** The second look. */
export function confirm({ target, installer, paused }: Ready, asked: Asked): Step {
  const state = { phase: 'confirming', target, installer, paused, asked } as const;
  return go(state, { kind: 'check', about: target });
}

/** The installer's turn; what it is given is held until it has begun. */
export function install(held: Ready, asked: Asked): Step {
  const restart = asked !== 'on-quit';
  return go({ phase: 'installing', target: held.target }, { kind: 'install', held, restart });
}
