import type { Decision } from '@phasegate/rollout';
import { download, failed, go, install, stay } from './agent-state.ts';
import type { AgentState, Asked, Ready, Step } from './agent-state.ts';
import type { AgentEvent, Trigger } from './event.ts';
import { isSameTarget, targetOf } from './target.ts';
import type { Target } from './target.ts';

// What a check does to the agent: how it begins, and what its answer leads to. `step` (state.ts) is who asks.

type Checking = Extract<AgentState, { phase: 'checking' }>;
type Downloading = Extract<AgentState, { phase: 'downloading' }>;
type Decided = Extract<AgentEvent, { kind: 'decided' }>;
type CheckFailed = Extract<AgentEvent, { kind: 'check-failed' }>;

/** A user who asks while something is under way joins it. */
export function onCheckRequested(state: AgentState, trigger: Trigger): Step {
  const byUser = trigger === 'user';
  switch (state.phase) {
    case 'idle':
    case 'available':
    case 'failed': {
      const offered = state.phase === 'idle' ? undefined : state.target;
      return go({ phase: 'checking', trigger, offered }, { kind: 'check', about: undefined });
    }
    case 'suspended': {
      const { phase: _, ...suspended } = state;
      const { target: offered } = suspended;
      // About it: where its user resumes it meanwhile, this check goes on with the download.
      return go(
        { phase: 'checking', trigger, offered, suspended },
        { kind: 'check', about: offered },
      );
    }
    case 'ready': {
      const { phase: _, ...held } = state;
      return go({ phase: 'checking', trigger, held }, { kind: 'check', about: held.target });
    }
    case 'checking':
      return stay(byUser ? { ...state, trigger } : state);
    case 'downloading':
      return askMeanwhile(state, trigger);
    case 'confirming':
    case 'installing':
      return stay(state);
  }
}

/** A long download must not keep the agent from hearing that what it fetches was withdrawn. */
function askMeanwhile(state: Downloading, trigger: Trigger): Step {
  const watched = trigger === 'user' || state.watched;
  return state.asking === undefined
    ? go({ ...state, watched, asking: trigger }, { kind: 'check', about: state.target })
    : stay({ ...state, watched, asking: trigger === 'user' ? trigger : state.asking });
}

/** A fresh decision, for a check or for a second look. */
export function onDecided(state: AgentState, news: Decided): Step {
  if (state.phase === 'checking') {
    return state.held === undefined
      ? onOffer(state, news)
      : reconsider(state.held, news, state.trigger === 'user', (kept) =>
          stay({ phase: 'ready', ...kept }),
        );
  }
  if (state.phase === 'confirming') {
    const { phase: _, asked, ...held } = state;
    return reconsider(held, news, true, (kept) =>
      kept.paused && asked !== 'now' ? stay({ phase: 'ready', ...kept }) : install(kept, asked),
    );
  }
  return state.phase === 'downloading' ? onNewsMeanwhile(state, news) : stay(state);
}

/** The check during a download is over. */
function answered(state: Downloading): Downloading {
  const { asking: _, ...goesOn } = state;
  return goesOn;
}

/** Only what condemns a release ends its download; a newer one takes its place at the next check. */
function onNewsMeanwhile(state: Downloading, news: Decided): Step {
  if (!news.condemned) {
    return stay(answered(state));
  }
  const next = pursue(news, state.watched);
  return go(next.state, { kind: 'call-off' }, { kind: 'discard' }, ...next.effects);
}

/** A download that its user stopped stays stopped while the feed still offers it; else its part is thrown away. */
function onOffer({ trigger, offered, wanted, suspended }: Checking, news: Decided): Step {
  const next = pursue(news, trigger === 'user', wanted && offered);
  if (suspended === undefined || wanted) {
    return next;
  }
  const target = targetOf(news.decision);
  return target !== undefined && isSameTarget(target, suspended.target)
    ? stay({ phase: 'suspended', ...suspended, target })
    : go(next.state, { kind: 'discard' }, ...next.effects);
}

/** What becomes of a downloaded release now that the feed was read again; `keep` is what follows if it stays. */
function reconsider(
  held: Ready,
  news: Decided,
  watched: boolean,
  keep: (held: Ready) => Step,
): Step {
  const { decision, condemned } = news;
  const target = targetOf(decision);
  if (!condemned && target !== undefined && isSameTarget(target, held.target)) {
    return keep({ target, installer: held.installer, paused: false });
  }
  // Paused is not withdrawn (feed-format): the file stays, for a user who asks. A way back not needed any more goes.
  if (!condemned && target === undefined && held.target.direction === 'forward') {
    return keep({ target: held.target, installer: held.installer, paused: true });
  }
  const next = pursue(news, watched);
  return { state: next.state, effects: [{ kind: 'discard' }, ...next.effects] };
}

/** Follows a fresh decision from nothing. Going back always waits for the user's word, which is for `wanted` only. */
function pursue({ decision, mayFetch }: Decided, watched: boolean, wanted?: Target): Step {
  const target = targetOf(decision);
  if (target === undefined) {
    return stay({ phase: 'idle' });
  }
  if (wanted !== undefined && isSameTarget(target, wanted)) {
    return download(target, { watched: true, thenInstall: true });
  }
  return isAutomatic(decision) && mayFetch
    ? download(target, { watched, thenInstall: false })
    : stay({ phase: 'available', target });
}

function isAutomatic(decision: Decision): boolean {
  return decision.kind === 'offer' && decision.automatic;
}

/** A check that brought nothing leaves everything as it was before. */
export function onCheckFailed(state: AgentState, { problem, quiet, lastWord }: CheckFailed): Step {
  if (state.phase === 'confirming') {
    return onUnconfirmed(state, problem, lastWord);
  }
  if (state.phase === 'downloading') {
    return stay(answered(state));
  }
  if (state.phase !== 'checking') {
    return stay(state);
  }
  const { held, offered, wanted, suspended } = state;
  if (offered === undefined) {
    const missed: AgentState =
      quiet === true ? { phase: 'idle' } : failed('check', problem, undefined);
    return stay(held ? { phase: 'ready', ...held } : missed);
  }
  if (wanted) {
    return download(offered, { watched: true, thenInstall: true });
  }
  return stay(
    suspended === undefined
      ? { phase: 'available', target: offered }
      : { phase: 'suspended', ...suspended },
  );
}

/**
 * Without a fresh feed nothing new is installed. Going back is: the last accepted feed, where it has not expired, has
 * named the installed version (feed-format, "Trust", 6), and whoever is offline must not be stranded on it.
 */
function onUnconfirmed(
  state: Extract<AgentState, { phase: 'confirming' }>,
  problem: CheckFailed['problem'],
  lastWord: Decision | undefined,
): Step {
  const { phase: _, asked, ...held } = state;
  const said = lastWord?.kind === 'go-back' ? targetOf(lastWord) : undefined;
  return said !== undefined && isSameTarget(said, held.target)
    ? install(held, asked)
    : stay({ phase: 'ready', ...held, problem });
}

/** A check of what is held is under way already; it is the second look. */
export function onInstallDuringCheck(state: Checking, asked: Asked): Step {
  if (state.held !== undefined) {
    const { target, installer, paused } = state.held;
    return stay({ phase: 'confirming', target, installer, paused, asked });
  }
  return stay(state.offered === undefined ? state : { ...state, wanted: true });
}
