import type { AgentSnapshot } from '@phasegate/agent';
import type { PhasegateBridge } from '../shared/bridge.ts';

/** The agent as a window sees it: a mirror of the main process, in the shape that `useSyncExternalStore` and the like take. */
export interface UpdateStore {
  /** The last snapshot; `undefined` before the agent has started, and in development. */
  readonly getSnapshot: () => AgentSnapshot | undefined;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Presses a button of a notice. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  /** Looks for an update now, as a user who asked. */
  readonly check: () => Promise<void>;
  /** Says that this window shows notices. `<phasegate-notice>` does it by itself. */
  readonly announceNotices: () => Promise<void>;
}

/** A store over `window.phasegate`; without the preload it stays empty and does nothing. */
export function createUpdateStore(bridge: PhasegateBridge | undefined = ownBridge()): UpdateStore {
  const listeners = new Set<() => void>();
  let snapshot: AgentSnapshot | undefined;
  let connected = false;
  const take = (next: AgentSnapshot | undefined): void => {
    if (next !== undefined) {
      snapshot = next;
      for (const listener of listeners) {
        listener();
      }
    }
  };
  const connect = (): void => {
    if (!connected && bridge !== undefined) {
      connected = true;
      bridge.onSnapshot(take);
      bridge.getSnapshot().then(take, () => undefined);
    }
  };
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      connect();
      return () => listeners.delete(listener);
    },
    act: async (noticeId, index) => bridge?.act(noticeId, index),
    check: async () => bridge?.check(),
    announceNotices: async () => bridge?.noticeReady(),
  };
}

let shared: UpdateStore | undefined;

/** The one store of this window; `<phasegate-notice>` reads it. */
export function updateStore(): UpdateStore {
  shared ??= createUpdateStore();
  return shared;
}

function ownBridge(): PhasegateBridge | undefined {
  return (globalThis as { phasegate?: PhasegateBridge }).phasegate;
}
