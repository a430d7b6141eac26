import type { AgentProblem, AgentSnapshot, LastCheck, Logger, Notice } from '@phasegate/agent';

/** The events of an update agent, and what each one carries. */
export interface UpdateEvents {
  /** Something changed; the whole state as windows see it. */
  readonly changed: AgentSnapshot;
  /** A check was answered, well or badly; says why. */
  readonly decided: LastCheck;
  /** Another notice is due; `undefined` when none is. */
  readonly notice: Notice | undefined;
  /** A check, a download or an install failed, or the agent could not start. */
  readonly error: AgentProblem;
}

/** Who listens to what. */
export interface EventBoard {
  readonly on: <K extends keyof UpdateEvents>(
    event: K,
    listener: (value: UpdateEvents[K]) => void,
  ) => () => void;
  readonly emit: <K extends keyof UpdateEvents>(event: K, value: UpdateEvents[K]) => void;
}

type Listeners = { readonly [K in keyof UpdateEvents]: Set<(value: UpdateEvents[K]) => void> };

/** Listeners of the host app are called one by one; one that throws is logged and does not stop the others. */
export function createEventBoard(log: Logger): EventBoard {
  const listeners: Listeners = {
    changed: new Set(),
    decided: new Set(),
    notice: new Set(),
    error: new Set(),
  };
  return {
    on: (event, listener) => {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    emit: (event, value) => {
      for (const listener of listeners[event]) {
        try {
          listener(value);
        } catch (error) {
          log.error(`a listener of '${event}' threw: ${String(error)}`);
        }
      }
    },
  };
}

/** Tells the board what is new between two snapshots. */
export function announceChanges(
  board: EventBoard,
  before: AgentSnapshot | undefined,
  after: AgentSnapshot,
): void {
  board.emit('changed', after);
  const { lastCheck } = after.diagnostics;
  if (lastCheck !== undefined && lastCheck !== before?.diagnostics.lastCheck) {
    board.emit('decided', lastCheck);
  }
  if (after.problem !== undefined && after.problem !== before?.problem) {
    board.emit('error', after.problem);
  }
  if (before?.notice?.id !== after.notice?.id) {
    board.emit('notice', after.notice);
  }
}
