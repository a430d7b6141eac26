import type { AgentSnapshot } from '@phasegate/agent';

/** The agent as one window sees it: the notice is in one window at a time, the one that was focused last. */
export interface WindowSnapshot extends AgentSnapshot {
  /** Whether this notice was said aloud before: in another window, or in this one before its page was loaded anew. */
  readonly said?: boolean;
}

/** What the preload puts on `window.phasegate`: everything a window may ask of the agent. */
export interface PhasegateBridge {
  /** The agent as it is now; `undefined` before it has started, and in development. */
  readonly getSnapshot: () => Promise<WindowSnapshot | undefined>;
  /** Called with every snapshot after the first `getSnapshot`; returns how to unsubscribe. */
  readonly onSnapshot: (listener: (snapshot: WindowSnapshot) => void) => () => void;
  /** Presses a button of a notice; one that is gone does nothing. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  /** Says that this window shows notices, so that no native dialog is needed. */
  readonly noticeReady: () => Promise<void>;
  /** Says that this window shows no notices any more. */
  readonly noticeGone: () => Promise<void>;
  /** Says that this notice is in view now. */
  readonly noticeShown: (noticeId: string) => Promise<void>;
  /** Looks for an update now, as a user who asked. */
  readonly check: () => Promise<void>;
  /** Does what the menu entry says: checks, installs, or brings back a notice that was put aside. */
  readonly pressMenu: () => Promise<void>;
  /** Installs the release that is due later: at a moment in epoch milliseconds, or on quitting; `null` drops the plan. */
  readonly installLater: (when: 'on-quit' | number | null) => Promise<void>;
  /** Says what this window is busy with, in at most 80 characters of plain text. */
  readonly busy: (reason: string) => Promise<void>;
  /** Says that this is over; once for each `busy`. */
  readonly idle: (reason: string) => Promise<void>;
}
