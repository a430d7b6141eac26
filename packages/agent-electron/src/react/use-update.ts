import { useSyncExternalStore } from 'react';
import { updateStore } from '../renderer/index.ts';
import type { UpdateStore, WindowSnapshot } from '../renderer/index.ts';

/** The agent as a component sees it, and what it may ask of it. The functions are the same ones on every render. */
export interface Update extends Pick<
  UpdateStore,
  'act' | 'check' | 'pressMenu' | 'installLater' | 'busy'
> {
  /** `undefined` before the agent has started, in development, and on a server. */
  readonly snapshot: WindowSnapshot | undefined;
}

const nothing = (): undefined => undefined;

/** Draws the component anew whenever the agent's snapshot changes. */
export function useUpdate(): Update {
  const { subscribe, getSnapshot, act, check, pressMenu, installLater, busy } = updateStore();
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, nothing);
  return { snapshot, act, check, pressMenu, installLater, busy };
}
