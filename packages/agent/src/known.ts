import type { Decision, Version } from '@phasegate/rollout';
import type { Root } from '@phasegate/trust';
import type { AgentProblem } from './error.ts';
import type { AgentMemory, Attempt, Plan } from './memory/memory.ts';
import type { ReadFeed } from './check/read-feed.ts';
import type { NoticeSample } from './notice/sample.ts';
import type { LastCheck } from './snapshot.ts';
import type { AgentState } from './agent-state.ts';
import type { Target } from './target.ts';

/** Everything the agent knows at one moment; notices and diagnostics are functions of it. */
export interface Known {
  readonly state: AgentState;
  readonly memory: AgentMemory;
  /** The newest root that may be believed; `undefined` where the app asks for no signatures. */
  readonly root: Root | undefined;
  /** The last accepted feed and what was decided on it, from this start or recalled from the one before. */
  readonly reading: Reading | undefined;
  readonly lastCheck: LastCheck | undefined;
  /** An install that was begun before this start and did not come to pass. */
  readonly missedAttempt: Attempt | undefined;
  /** The answer to a check that the user asked for, until it is put away. */
  readonly answer: Answer | undefined;
  /** A QA override: the notice to look at, until it is put away. */
  readonly sample?: NoticeSample | undefined;
  /** What the app says it is busy with; a restart or a dialog would disturb it. */
  readonly busy: readonly string[];
  readonly timing: Timing;
  /** The release that a user's check has found in a phase which is not this machine's. */
  readonly bypassed: Version | undefined;
  /** Whether this start has turned out well: the app has run for the confirmation window, or has said so. */
  readonly startedWell: boolean;
}

/** How the checks have gone, and when the next one is due. */
export interface Timing {
  /** Checks that failed since the last answer. */
  readonly failures: number;
  /** Downloads that failed since the last one that was whole. */
  readonly failedDownloads: number;
  /** Epoch milliseconds; `undefined` before the start and after the end. */
  readonly nextCheckAt: number | undefined;
}

/** A feed that was accepted, and the decision. */
export interface Reading extends ReadFeed {
  readonly decision: Decision;
}

/** What a user who asked is told when there is nothing to install. */
export type Answer =
  | { readonly kind: 'up-to-date' }
  /** The newest release is on this machine, but its publisher has paused it. */
  | { readonly kind: 'paused' }
  /** The release that the user asked to install was withdrawn before it was. */
  | { readonly kind: 'called-off'; readonly version: Version }
  | { readonly kind: 'could-not-check'; readonly problem: AgentProblem };

/** The release this machine is on its way to, in whatever state that is. */
export function targetIn(state: AgentState): Target | undefined {
  if (state.phase === 'checking') {
    return state.held?.target ?? state.offered;
  }
  return 'target' in state ? state.target : undefined;
}

/** What is planned for the release at hand; a plan that was made for another one is over. */
export function planIn({ state, memory: { plan } }: Known): Plan | undefined {
  return plan?.version === targetIn(state)?.release.version ? plan : undefined;
}
