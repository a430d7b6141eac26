import type { AgentSnapshot, Standing } from '@phasegate/agent';

/** Whether the running version may be relied on, for features that an app wants to switch off while it may not. */
export interface Gate {
  /** False while the running version is withdrawn, blocked, or in a crash loop on this machine. */
  readonly open: boolean;
  /** The running version. */
  readonly version: string;
  /** Why it is open or not. */
  readonly standing: Standing;
}

/** The gate of a snapshot. */
export function gateOf({ version, standing }: AgentSnapshot): Gate {
  return { open: standing.code === 'fine', version, standing };
}

/** Whether two snapshots differ in what a gate says. */
export function isOtherGate(before: AgentSnapshot | undefined, after: AgentSnapshot): boolean {
  return JSON.stringify(before?.standing) !== JSON.stringify(after.standing);
}
