import type { AgentEffect, AgentEvent } from './event.ts';
import type { Known } from './known.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { Logger } from './ports.ts';
import { step } from './state.ts';

/** The one place that holds what the agent knows, and the one that replaces it. */
export interface Core {
  readonly known: () => Known;
  /** Changes what is known beside the state. */
  readonly learn: (news: Partial<Omit<Known, 'state'>>) => void;
  /** Moves the state by `step` and starts the work it asks for. */
  readonly dispatch: (event: AgentEvent) => void;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Resolves when no effect is running. */
  readonly settled: () => Promise<void>;
}

/** Starts at `idle`, knowing nothing; `run` carries out one effect and never throws. */
export function createCore(run: (effect: AgentEffect) => Promise<void>, log: Logger): Core {
  let known: Known = {
    state: { phase: 'idle' },
    memory: EMPTY_MEMORY,
    reading: undefined,
    lastCheck: undefined,
    missedAttempt: undefined,
    answer: undefined,
  };
  const listeners = new Set<() => void>();
  const underWay = new Set<Promise<void>>();
  const become = (next: Known): void => {
    known = next;
    for (const listener of listeners) {
      listener();
    }
  };
  const track = (work: Promise<void>): void => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  return {
    known: () => known,
    learn: (news) => become({ ...known, ...news }),
    dispatch: (event) => {
      const { state, effects } = step(known.state, event);
      if (state.phase !== known.state.phase) {
        log.debug(`${known.state.phase} -> ${state.phase} (${event.kind})`);
      }
      if (state !== known.state) {
        become({ ...known, state });
      }
      track(inOrder(effects, run));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settled: async () => {
      while (underWay.size > 0) {
        await Promise.all(underWay);
      }
    },
  };
}

/** One after the other: a discard is over before the next download begins. */
async function inOrder(
  effects: readonly AgentEffect[],
  run: (effect: AgentEffect) => Promise<void>,
): Promise<void> {
  for (const effect of effects) {
    await run(effect);
  }
}
