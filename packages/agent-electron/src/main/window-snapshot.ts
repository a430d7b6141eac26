import type { AgentSnapshot } from '@phasegate/agent';
import type { WindowSnapshot } from '../shared/bridge.ts';

/**
 * The snapshot for one window: a notice that speaks up goes to one window alone (`shows`); one of low severity waits in
 * every window's menu. What was said aloud once is not said so again.
 */
export function snapshotFor(
  snapshot: AgentSnapshot,
  { shows, said }: { readonly shows: boolean; readonly said: ReadonlySet<string> },
): WindowSnapshot {
  const { notice } = snapshot;
  if (notice === undefined || notice.severity === 'low') {
    return snapshot;
  }
  return shows ? { ...snapshot, said: said.has(notice.id) } : { ...snapshot, notice: undefined };
}
