import type { AgentEffect, AgentEvent } from './event.ts';
import type { Known } from './known.ts';
import { EMPTY_MEMORY } from './memory/memory.ts';
import type { Logger } from './ports.ts';
import { step } from './state.ts';

/** The one place that holds what the agent knows, and the one that replaces it. */
export interface Core {
  readonly known: () => Known;
  /** Changes what is known beside the state. */
  readonly learn: (news: News) => void;
  /** Changes what nobody waits to hear of; it is in the next snapshot. */
  readonly note: (news: Pick<News, 'timing'>) => void;
  /** Moves the state by `step`, learns the news in the same breath, and starts the work that the step asks for. */
  readonly dispatch: (event: AgentEvent, news?: News) => void;
  /** Called after every change, with what was known at the call before; returns how to unsubscribe. */
  readonly subscribe: (listener: Listener) => () => void;
  /** Counts work among what `settled` waits for; what it throws is a fault, and ends in the log. */
  readonly track: (work: Promise<void>) => void;
  /** Resolves when no effect is running. */
  readonly settled: () => Promise<void>;
  /** From now on nothing is learnt, moved, begun or told. */
  readonly end: () => void;
  readonly ended: AbortSignal;
}

/** Told of a change; two changes may come as one. */
export type Listener = (before: Known, after: Known) => void;

/** What changes beside the state. */
export type News = Partial<Omit<Known, 'state'>>;

/** A machine that has just started. */
export const NOTHING_KNOWN: Known = {
  state: { phase: 'idle' },
  memory: EMPTY_MEMORY,
  root: undefined,
  reading: undefined,
  lastCheck: undefined,
  missedAttempt: undefined,
  answer: undefined,
  busy: [],
  timing: { failures: 0, failedDownloads: 0, nextCheckAt: undefined },
  bypassed: undefined,
  startedWell: false,
};

/** Starts at `idle`, knowing nothing; `run` carries out one effect and never throws. */
export function createCore(run: (effect: AgentEffect) => Promise<void>, log: Logger): Core {
  let known: Known = NOTHING_KNOWN;
  const ending = new AbortController();
  const audience = createAudience(known, log);
  const work = createWork(log);
  const become = (next: Known): void => {
    known = next;
    audience.tell(next);
  };
  const begin = (effects: readonly AgentEffect[]): void =>
    work.add(inOrder(effects, run, ending.signal));
  return {
    known: () => known,
    note: (news) => {
      known = { ...known, ...news };
    },
    learn: (news) => {
      if (!ending.signal.aborted) {
        become({ ...known, ...news });
      }
    },
    dispatch: (event, news) => {
      if (ending.signal.aborted) {
        return;
      }
      const { state, effects } = step(known.state, event);
      if (state.phase !== known.state.phase) {
        log.debug(`${known.state.phase} -> ${state.phase} (${event.kind})`);
      }
      const changed = state !== known.state || news !== undefined;
      known = { ...known, ...news, state };
      // Before anybody hears of it: a listener that acts at once must not get ahead of this work.
      begin(effects);
      if (changed) {
        become(known);
      }
    },
    subscribe: audience.subscribe,
    settled: work.over,
    track: work.add,
    end: () => ending.abort(),
    ended: ending.signal,
  };
}

interface Work {
  readonly add: (work: Promise<void>) => void;
  readonly over: () => Promise<void>;
}

/** None of it throws, as it should be; a rejection would end the app around it, or keep it from quitting. */
function createWork(log: Logger): Work {
  const underWay = new Set<Promise<void>>();
  return {
    add: (work) => {
      const settled = work
        .catch((error: unknown) => log.error(`the agent's own work failed: ${String(error)}`))
        .finally(() => underWay.delete(settled));
      underWay.add(settled);
    },
    over: async () => {
      while (underWay.size > 0) {
        await Promise.all(underWay);
      }
    },
  };
}

/** Who hears of changes. What they throw is the app's own code, and not the agent's. */
function createAudience(
  first: Known,
  log: Logger,
): Pick<Core, 'subscribe'> & { readonly tell: (next: Known) => void } {
  const listeners = new Set<Listener>();
  let told = first;
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (next) => {
      const before = told;
      told = next;
      for (const listener of listeners) {
        try {
          listener(before, next);
        } catch (error) {
          log.error(`a listener threw: ${String(error)}`);
        }
      }
    },
  };
}

/** One after the other: a discard is over before the next download begins. */
async function inOrder(
  effects: readonly AgentEffect[],
  run: (effect: AgentEffect) => Promise<void>,
  ended: AbortSignal,
): Promise<void> {
  for (const effect of effects) {
    if (!ended.aborted) {
      await run(effect);
    }
  }
}
