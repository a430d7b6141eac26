import type { AgentSnapshot } from '@phasegate/agent';

/** What the preload puts on `window.phasegate`: everything a window may ask of the agent. */
export interface PhasegateBridge {
  /** The agent as it is now; `undefined` before it has started, and in development. */
  readonly getSnapshot: () => Promise<AgentSnapshot | undefined>;
  /** Called with every snapshot after the first `getSnapshot`; returns how to unsubscribe. */
  readonly onSnapshot: (listener: (snapshot: AgentSnapshot) => void) => () => void;
  /** Presses a button of a notice; one that is gone does nothing. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  /** Says that this window shows notices, so that no native dialog is needed. */
  readonly noticeReady: () => Promise<void>;
  /** Looks for an update now, as a user who asked. */
  readonly check: () => Promise<void>;
}
