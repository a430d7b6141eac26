import type { Decision } from '@phasegate/rollout';
import { confirm, download, failed, go, stay } from './agent-state.ts';
import type { AgentState, Asked, Step } from './agent-state.ts';
import type { AgentProblem } from './error.ts';
import type { AgentEvent } from './event.ts';
import { onCheckFailed, onCheckRequested, onDecided, onInstallDuringCheck } from './state-check.ts';
import { targetOf } from './target.ts';
import type { VerifiedInstaller } from './target.ts';

export type { AgentState, Step } from './agent-state.ts';

type Downloading = Extract<AgentState, { phase: 'downloading' }>;

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
      return onCheckFailed(state, event);
    case 'install-requested':
      return onInstallRequested(state, event.asked ?? 'now');
    case 'progressed':
      return state.phase === 'downloading'
        ? stay({ ...state, progress: event.progress })
        : stay(state);
    case 'suspend-requested':
      return onSuspendRequested(state);
    case 'resume-requested':
      return onResumeRequested(state);
    case 'cancel-requested':
      return onCancelRequested(state);
    case 'downloaded':
      return onDownloaded(state, event.installer);
    case 'download-failed':
      return state.phase === 'downloading'
        ? stay(onDownloadFailed(state, event.problem))
        : stay(state);
    case 'install-postponed':
      return state.phase === 'installing' ? stay({ phase: 'ready', ...event.held }) : stay(state);
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

/** Who is quitting installs what is at hand, and begins nothing new. */
function onInstallRequested(state: AgentState, asked: Asked): Step {
  const quits = asked === 'on-quit';
  switch (state.phase) {
    case 'ready':
      return confirm(state, asked);
    case 'checking':
      return onInstallDuringCheck(state, asked);
    case 'available':
    case 'suspended':
      return quits ? stay(state) : download(state.target, { watched: true, thenInstall: true });
    case 'downloading':
      return stay(quits ? state : { ...state, watched: true, thenInstall: true });
    case 'failed':
      return quits ? stay(state) : retry(state);
    case 'idle':
    case 'confirming':
    case 'installing':
      return stay(state);
  }
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

/** What has come stays on the disk; the next time the download goes on from there. */
function onSuspendRequested(state: AgentState): Step {
  if (state.phase !== 'downloading') {
    return stay(state);
  }
  const { target, progress, thenInstall, asking } = state;
  const far = progress === undefined ? {} : { progress };
  const suspended = { target, thenInstall, ...far };
  const next: AgentState =
    asking === undefined
      ? { phase: 'suspended', ...suspended }
      : { phase: 'checking', trigger: asking, offered: target, suspended };
  return go(next, { kind: 'call-off' });
}

function onResumeRequested(state: AgentState): Step {
  const during = state.phase === 'checking' ? state.suspended : undefined;
  const suspended = state.phase === 'suspended' ? state : during;
  if (suspended === undefined) {
    return stay(state);
  }
  const { target, thenInstall } = suspended;
  const asking = state.phase === 'checking' ? { asking: state.trigger } : {};
  return download(target, { watched: true, thenInstall, ...asking });
}

/** Not now: the part goes, and the release waits to be asked for. */
function onCancelRequested(state: AgentState): Step {
  switch (state.phase) {
    case 'downloading':
      return go(withoutDownload(state), { kind: 'call-off' }, { kind: 'discard' });
    case 'suspended':
      return go(
        { phase: 'available', target: state.target },
        { kind: 'call-off' },
        { kind: 'discard' },
      );
    case 'checking': {
      const { suspended, wanted, ...rest } = state;
      if (suspended === undefined) {
        return stay(wanted === undefined ? state : rest);
      }
      return go(rest, { kind: 'discard' });
    }
    case 'idle':
    case 'available':
    case 'ready':
    case 'confirming':
    case 'installing':
    case 'failed':
      return stay(state);
  }
}

/** The release waits to be asked for, or for the answer of the check under way. */
function withoutDownload({ target, asking }: Downloading): AgentState {
  return asking === undefined
    ? { phase: 'available', target }
    : { phase: 'checking', trigger: asking, offered: target };
}

/** Where the feed is being read, its answer says whether it is worth another try. */
function onDownloadFailed(state: Downloading, problem: AgentProblem): AgentState {
  if (state.asking === undefined) {
    return failed('download', problem, state.target);
  }
  const wanted = state.thenInstall ? { wanted: true as const } : {};
  return { phase: 'checking', trigger: state.asking, offered: state.target, ...wanted };
}

function onDownloaded(state: AgentState, installer: VerifiedInstaller): Step {
  if (state.phase !== 'downloading') {
    return stay(state);
  }
  const ready = { target: state.target, installer, paused: false };
  const { asking, thenInstall } = state;
  if (asking !== undefined) {
    // The check under way is about this very release, so it is the second look as well.
    return stay(
      thenInstall
        ? { phase: 'confirming', asked: 'now', ...ready }
        : { phase: 'checking', trigger: asking, held: ready },
    );
  }
  return thenInstall ? confirm(ready, 'now') : stay({ phase: 'ready', ...ready });
}
