import type { Decision } from '@phasegate/rollout';
import type { AgentProblem } from './error.ts';
import type { AgentEffect, AgentEvent, Trigger } from './event.ts';
import type { Progress } from './snapshot.ts';
import { isSameTarget, targetOf } from './target.ts';
import type { Target, VerifiedInstaller } from './target.ts';

/** A target whose file is on this machine, checked. `paused`: it left the feed, so only its user may install it. */
export interface Ready {
  readonly target: Target;
  readonly installer: VerifiedInstaller;
  readonly paused: boolean;
  /** Why the last attempt to install it did not come to pass. */
  readonly problem?: AgentProblem;
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
    }
  | { readonly phase: 'available'; readonly target: Target }
  | {
      readonly phase: 'downloading';
      readonly target: Target;
      readonly progress?: Progress;
      /** Whether its user asked for it or for a check, and so waits; a background download stays silent. */
      readonly watched: boolean;
      readonly thenInstall: boolean;
    }
  | ({ readonly phase: 'ready' } & Ready)
  | ({ readonly phase: 'confirming' } & Ready)
  | { readonly phase: 'installing'; readonly target: Target }
  | {
      readonly phase: 'failed';
      readonly during: 'check' | 'download' | 'install';
      readonly problem: AgentProblem;
      readonly target?: Target;
    };

/** A new state and the work it asks for. */
export interface Step {
  readonly state: AgentState;
  readonly effects: readonly AgentEffect[];
}

/** The one function that moves the agent. An event that means nothing in a state changes nothing. */
export function step(state: AgentState, event: AgentEvent): Step {
  switch (event.kind) {
    case 'recalled':
      return onRecalled(state, event.decision);
    case 'check-requested':
      return onCheckRequested(state, event.trigger);
    case 'decided':
      return onDecided(state, event);
    case 'check-failed':
      return onCheckFailed(state, event.problem, event.quiet === true);
    case 'install-requested':
      return onInstallRequested(state);
    case 'progressed':
      return state.phase === 'downloading'
        ? stay({ ...state, progress: event.progress })
        : stay(state);
    case 'downloaded':
      return onDownloaded(state, event.installer);
    case 'download-failed':
      return state.phase === 'downloading'
        ? stay(failed('download', event.problem, state.target))
        : stay(state);
    case 'install-failed':
      return state.phase === 'installing'
        ? go(failed('install', event.problem, state.target), { kind: 'discard' })
        : stay(state);
  }
}

/** A way out of a condemned version is at hand from the start, offline too; installing it reads the feed again. */
function onRecalled(state: AgentState, decision: Decision): Step {
  const target = decision.standing.code === 'fine' ? undefined : targetOf(decision);
  return state.phase !== 'idle' || target === undefined
    ? stay(state)
    : stay({ phase: 'available', target });
}

/** A user who asks while something is under way joins it. */
function onCheckRequested(state: AgentState, trigger: Trigger): Step {
  const byUser = trigger === 'user';
  switch (state.phase) {
    case 'idle':
    case 'available':
    case 'failed': {
      const offered = state.phase === 'idle' ? undefined : state.target;
      return go({ phase: 'checking', trigger, offered }, { kind: 'check', about: undefined });
    }
    case 'ready': {
      const { phase: _, ...held } = state;
      return go({ phase: 'checking', trigger, held }, { kind: 'check', about: held.target });
    }
    case 'checking':
      return stay(byUser ? { ...state, trigger } : state);
    case 'downloading':
      return stay(byUser ? { ...state, watched: true } : state);
    case 'confirming':
    case 'installing':
      return stay(state);
  }
}

function onDecided(state: AgentState, news: Extract<AgentEvent, { kind: 'decided' }>): Step {
  if (state.phase === 'checking') {
    const { held, trigger } = state;
    const watched = trigger === 'user';
    return held === undefined
      ? pursue(news.decision, watched, state.wanted && state.offered)
      : reconsider(held, news, watched, (kept) => stay({ phase: 'ready', ...kept }));
  }
  if (state.phase === 'confirming') {
    const { phase: _, ...held } = state;
    return reconsider(held, news, true, ({ target, installer }) =>
      go({ phase: 'installing', target }, { kind: 'install', target, installer, restart: true }),
    );
  }
  return stay(state);
}

/** What becomes of a downloaded release now that the feed was read again; `keep` is what follows if it stays. */
function reconsider(
  held: Ready,
  { decision, condemned }: Extract<AgentEvent, { kind: 'decided' }>,
  watched: boolean,
  keep: (held: Ready) => Step,
): Step {
  const target = targetOf(decision);
  if (!condemned && target !== undefined && isSameTarget(target, held.target)) {
    return keep({ target, installer: held.installer, paused: false });
  }
  // Paused is not withdrawn (feed-format): the file stays, for a user who asks. A way back not needed any more goes.
  if (!condemned && target === undefined && held.target.direction === 'forward') {
    return keep({ target: held.target, installer: held.installer, paused: true });
  }
  const next = pursue(decision, watched);
  return { state: next.state, effects: [{ kind: 'discard' }, ...next.effects] };
}

/** Follows a fresh decision from nothing. Going back always waits for the user's word, which is for `wanted` only. */
function pursue(decision: Decision, watched: boolean, wanted?: Target): Step {
  const target = targetOf(decision);
  if (target === undefined) {
    return stay({ phase: 'idle' });
  }
  if (wanted !== undefined && isSameTarget(target, wanted)) {
    return download(target, { watched: true, thenInstall: true });
  }
  return decision.kind === 'offer' && decision.automatic
    ? download(target, { watched, thenInstall: false })
    : stay({ phase: 'available', target });
}

function onCheckFailed(state: AgentState, problem: AgentProblem, quiet: boolean): Step {
  if (state.phase === 'confirming') {
    return stay({ ...state, phase: 'ready', problem });
  }
  if (state.phase !== 'checking') {
    return stay(state);
  }
  const { held, offered, wanted } = state;
  if (offered === undefined) {
    const missed: AgentState = quiet ? { phase: 'idle' } : failed('check', problem, undefined);
    return stay(held ? { phase: 'ready', ...held } : missed);
  }
  return wanted
    ? download(offered, { watched: true, thenInstall: true })
    : stay({ phase: 'available', target: offered });
}

function onInstallRequested(state: AgentState): Step {
  switch (state.phase) {
    case 'available':
      return download(state.target, { watched: true, thenInstall: true });
    case 'downloading':
      return stay({ ...state, watched: true, thenInstall: true });
    case 'ready':
      return confirm(state);
    case 'failed':
      return retry(state);
    case 'checking':
      return onInstallDuringCheck(state);
    case 'idle':
    case 'confirming':
    case 'installing':
      return stay(state);
  }
}

/** A check of what is held is under way already; it is the second look. */
function onInstallDuringCheck(state: Extract<AgentState, { phase: 'checking' }>): Step {
  if (state.held !== undefined) {
    const { target, installer, paused } = state.held;
    return stay({ phase: 'confirming', target, installer, paused });
  }
  return stay(state.offered === undefined ? state : { ...state, wanted: true });
}

/** Trying a download again is no consent to a restart; trying an install again is. */
function retry(state: Extract<AgentState, { phase: 'failed' }>): Step {
  const { target, during } = state;
  if (target === undefined) {
    return stay(state);
  }
  const thenInstall = during === 'install' || target.direction === 'back';
  return download(target, { watched: true, thenInstall });
}

function onDownloaded(state: AgentState, installer: VerifiedInstaller): Step {
  if (state.phase !== 'downloading') {
    return stay(state);
  }
  const ready = { target: state.target, installer, paused: false };
  return state.thenInstall ? confirm(ready) : stay({ phase: 'ready', ...ready });
}

function confirm({ target, installer, paused }: Ready): Step {
  const state = { phase: 'confirming', target, installer, paused } as const;
  return go(state, { kind: 'check', about: target });
}

function download(
  target: Target,
  how: { readonly watched: boolean; readonly thenInstall: boolean },
): Step {
  return go({ phase: 'downloading', target, ...how }, { kind: 'download', target });
}

function failed(
  during: 'check' | 'download' | 'install',
  problem: AgentProblem,
  target: Target | undefined,
): AgentState {
  return { phase: 'failed', during, problem, ...(target === undefined ? {} : { target }) };
}

function stay(state: AgentState): Step {
  return { state, effects: [] };
}

function go(state: AgentState, effect: AgentEffect): Step {
  return { state, effects: [effect] };
}
