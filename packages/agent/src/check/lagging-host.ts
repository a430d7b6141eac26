import type { Instant } from '@phasegate/rollout';
import type { AgentErrorCode } from '../error.ts';
import type { TrustMemory } from '../memory/trust-memory.ts';

/** Milliseconds for which a host may serve an older feed than one that was accepted: caches lag behind (feed-format). */
const PATIENCE = 86_400_000;

/** How a check that brought nothing is taken. */
export interface Lag {
  /** Nothing is told unless somebody waits for the answer. */
  readonly quiet: boolean;
  /** Since when the host has lagged; the same object where nothing changed, so that nothing is written. */
  readonly trust: TrustMemory;
}

/** Passes over a host that lags behind, for a day. A clock that was set back begins the day anew. */
export function lagOf(trust: TrustMemory, code: AgentErrorCode, now: Instant): Lag {
  if (code !== 'feed-replayed') {
    return { quiet: false, trust };
  }
  const lowerSince = Math.min(trust.lowerSince ?? now, now);
  return {
    quiet: now - lowerSince < PATIENCE,
    trust: lowerSince === trust.lowerSince ? trust : { ...trust, lowerSince },
  };
}
