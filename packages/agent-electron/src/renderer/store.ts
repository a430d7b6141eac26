import type { PhasegateBridge, WindowSnapshot } from '../shared/bridge.ts';

/** The agent as a window sees it: a mirror of the main process, in the shape that `useSyncExternalStore` and the like take. */
export interface UpdateStore {
  /** The last snapshot; `undefined` before the agent has started, and in development. */
  readonly getSnapshot: () => WindowSnapshot | undefined;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Presses a button of a notice. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  /** Looks for an update now, as a user who asked. */
  readonly check: () => Promise<void>;
  /** Does what `menu` in the snapshot says: checks, installs, or brings back a notice that was put aside. */
  readonly pressMenu: () => Promise<void>;
  /**
   * Installs the release that is due later: when the app quits, or at a moment at most 14 days ahead; `undefined` drops
   * the plan. Anything else is refused without a word.
   */
  readonly installLater: (when: 'on-quit' | Date | undefined) => Promise<void>;
  /**
   * Says that a restart or a dialog would disturb this window now; returns how to say that it is over, which the window's
   * end does as well. At most 80 characters of plain text; anything else is refused without a word.
   */
  readonly busy: (reason: string) => () => void;
  /** Says that this window shows notices; returns how to say that it does not any more. `<phasegate-notice>` does both. */
  readonly announceNotices: () => () => void;
  /** Says that a notice is in view. `<phasegate-notice>` does it by itself. */
  readonly noticeShown: (noticeId: string) => Promise<void>;
}

/** A store over `window.phasegate`; without the preload it stays empty and does nothing. */
export function createUpdateStore(bridge: PhasegateBridge | undefined = ownBridge()): UpdateStore {
  const mirror = mirrorOf(bridge);
  let announced = 0;
  return {
    ...mirror,
    act: async (noticeId, index) => bridge?.act(noticeId, index),
    check: async () => bridge?.check(),
    pressMenu: async () => bridge?.pressMenu(),
    installLater: async (when) =>
      bridge?.installLater(when instanceof Date ? when.getTime() : (when ?? null)),
    busy: (reason) => {
      void bridge?.busy(reason);
      return once(() => void bridge?.idle(reason));
    },
    announceNotices: () => {
      announced += 1;
      if (announced === 1) {
        void bridge?.noticeReady();
      }
      return once(() => {
        announced -= 1;
        if (announced === 0) {
          void bridge?.noticeGone();
        }
      });
    },
    noticeShown: async (noticeId) => bridge?.noticeShown(noticeId),
  };
}

function mirrorOf(
  bridge: PhasegateBridge | undefined,
): Pick<UpdateStore, 'getSnapshot' | 'subscribe'> {
  const listeners = new Set<() => void>();
  let snapshot: WindowSnapshot | undefined;
  let connected = false;
  const take = (next: WindowSnapshot | undefined): void => {
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
  };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      run();
    }
  };
}

/** `/renderer` and `/react` may be two bundles in one page; they share the store by this name. */
const SHARED: unique symbol = Symbol.for('phasegate.updateStore') as typeof SHARED;

/** The one store of this window; `<phasegate-notice>` reads it. */
export function updateStore(): UpdateStore {
  const page = globalThis as { [SHARED]?: UpdateStore };
  page[SHARED] ??= createUpdateStore();
  return page[SHARED];
}

function ownBridge(): PhasegateBridge | undefined {
  return (globalThis as { phasegate?: PhasegateBridge }).phasegate;
}
