import type { AgentSnapshot } from './snapshot.ts';

/** The agent, as an embedder holds it. Nothing here throws. */
export interface Agent {
  /** Recalls what is known, settles an install that was begun, and begins to check by the schedule. */
  readonly start: () => Promise<void>;
  /** Checks now, as a user who asked; resolves when the answer is in. */
  readonly check: () => Promise<void>;
  /** Installs the target that is ready, or fetches it first; the feed is read once more before. */
  readonly install: () => Promise<void>;
  /** A button of a notice was pressed. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  readonly snapshot: () => AgentSnapshot;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: (snapshot: AgentSnapshot) => void) => () => void;
  readonly stop: () => void;
}
