import type { Agent } from '@phasegate/agent';

/** The app's word that it has started well. */
export interface StartWord {
  readonly say: () => void;
  /** Tells the agent, which is there now, what was said before. */
  readonly handOver: () => void;
}

/**
 * Passes the word on to the agent, and keeps it where there is none yet: with `confirmAfter: 'app'` nothing else says it, and
 * an app that says it in its first lines must not count as one that crashes. `confirm` writes it down at once.
 */
export function createStartWord(
  agent: () => Pick<Agent, 'startedWell'> | undefined,
  confirm: () => void,
): StartWord {
  let said = false;
  return {
    say: () => {
      said = true;
      confirm();
      agent()?.startedWell();
    },
    handOver: () => {
      if (said) {
        agent()?.startedWell();
      }
    },
  };
}
