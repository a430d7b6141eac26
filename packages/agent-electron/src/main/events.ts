import type {
  AgentProblem,
  AgentSnapshot,
  LastCheck,
  Logger,
  MenuEntry,
  Notice,
} from '@phasegate/agent';
import { gateOf, isOtherGate } from './gate.ts';
import type { Gate } from './gate.ts';

/** The events of an update agent, and what each one carries. */
export interface UpdateEvents {
  /** Something changed; the whole state as windows see it. */
  readonly changed: AgentSnapshot;
  /** A check was answered, well or badly; says why. */
  readonly decided: LastCheck;
  /** Another notice is due; `undefined` when none is. */
  readonly notice: Notice | undefined;
  /** The menu item says or does something else: time to build the menu anew. */
  readonly menu: MenuEntry;
  /** Another thing is true of the running version than before: withdrawn, blocked, crashing, or fine again. */
  readonly gate: Gate;
  /** A check, a download or an install failed, or the agent could not start. */
  readonly error: AgentProblem;
  /** A feed was refused: not signed by the app's keys, another one than was asked for, or changed in secret. */
  readonly untrusted: AgentProblem;
  /** The feed has expired: its publisher is late, or somebody holds newer ones back. */
  readonly stale: AgentProblem;
  /** The feed comes from the future: this machine's clock is probably wrong. */
  readonly clock: AgentProblem;
  /** For a day or longer, only feeds older than an accepted one have been served. */
  readonly replayed: AgentProblem;
}

type TrustEvent = 'untrusted' | 'stale' | 'clock' | 'replayed';

const TRUST_EVENTS: Partial<Record<AgentProblem['code'], TrustEvent>> = {
  'feed-untrusted': 'untrusted',
  'feed-stale': 'stale',
  'feed-clock': 'clock',
  'feed-replayed': 'replayed',
};

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
    menu: new Set(),
    gate: new Set(),
    error: new Set(),
    untrusted: new Set(),
    stale: new Set(),
    clock: new Set(),
    replayed: new Set(),
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
  if (isOtherGate(before, after)) {
    board.emit('gate', gateOf(after));
  }
  const { lastCheck } = after.diagnostics;
  if (lastCheck !== undefined && lastCheck !== before?.diagnostics.lastCheck) {
    board.emit('decided', lastCheck);
    announceDistrust(board, lastCheck);
  }
  if (after.problem !== undefined && after.problem !== before?.problem) {
    board.emit('error', after.problem);
  }
  if (before?.notice?.id !== after.notice?.id) {
    board.emit('notice', after.notice);
  }
  if (before?.menu.label !== after.menu.label || before.menu.kind !== after.menu.kind) {
    board.emit('menu', after.menu);
  }
}

/** Said after each check that it is true of, whatever else the machine is busy with. */
function announceDistrust(board: EventBoard, { outcome, code, reason }: LastCheck): void {
  const event = outcome === 'failed' && code !== undefined ? TRUST_EVENTS[code] : undefined;
  if (event !== undefined && code !== undefined) {
    board.emit(event, { code, message: reason });
  }
}
