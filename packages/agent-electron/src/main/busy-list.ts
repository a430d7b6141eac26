import type { Agent } from '@phasegate/agent';

/** What the app is busy with, also before there is an agent to be told. */
export interface BusyList {
  /** Returns how to say that it is over; a second time it does nothing. */
  readonly begin: (reason: string) => () => void;
  /** Tells the agent, which is there now, what was said before. */
  readonly handOver: () => void;
}

interface Entry {
  readonly reason: string;
  release: (() => void) | undefined;
}

/** Passes on to the agent at once where there is one. */
export function createBusyList(agent: () => Pick<Agent, 'busy'> | undefined): BusyList {
  const entries = new Set<Entry>();
  const tell = (entry: Entry): void => {
    entry.release ??= agent()?.busy(entry.reason);
  };
  return {
    begin: (reason) => {
      const entry: Entry = { reason, release: undefined };
      entries.add(entry);
      tell(entry);
      return () => {
        if (entries.delete(entry)) {
          entry.release?.();
        }
      };
    },
    handOver: () => entries.forEach(tell),
  };
}
