import type { Decision } from '@phasegate/rollout';
import type { Answer } from './known.ts';
import type { AgentState } from './state.ts';

/** What a user who asked is told about a decision; `undefined` where nobody asked, or where a notice says it anyway. */
export function answerTo(
  state: AgentState,
  decision: Decision,
  condemned: boolean,
): Answer | undefined {
  const holds = decision.kind === 'hold' && decision.standing.code === 'fine';
  const awaited = state.phase === 'confirming' || (state.phase === 'downloading' && state.watched);
  if (awaited && condemned && holds) {
    return { kind: 'called-off', version: state.target.release.version };
  }
  if (!holds || !askedByUser(state)) {
    return undefined;
  }
  const paused = state.held?.target.direction === 'forward' && !condemned;
  return { kind: paused ? 'paused' : 'up-to-date' };
}

/** Whether the check under way is one that a user waits for. */
export function askedByUser(
  state: AgentState,
): state is Extract<AgentState, { phase: 'checking' }> {
  return state.phase === 'checking' && state.trigger === 'user';
}
