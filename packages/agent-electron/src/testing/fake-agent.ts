import type { AgentSnapshot, Notice, Reports } from '@phasegate/agent';
import { sampleSnapshot } from '@phasegate/agent/testing';
import { announceChanges, createEventBoard } from '../main/events.ts';
import type { EventBoard } from '../main/events.ts';
import { explainSnapshot } from '../main/explain.ts';
import { menuItemOf } from '../main/menu-item.ts';
import type { UpdateAgent } from '../main/update-agent.ts';

/** The methods that are noted as calls. */
type Commands = Omit<UpdateAgent, 'reports'>;

/** One call of the app under test: which method (`check`, `reports.error`), with which arguments. */
export type FakeCall =
  | {
      readonly [K in keyof Commands]: {
        readonly method: K;
        readonly arguments: Readonly<Parameters<Commands[K]>>;
      };
    }[keyof Commands]
  | {
      readonly [K in keyof Reports]: {
        readonly method: `reports.${K}`;
        readonly arguments: Readonly<Parameters<Reports[K]>>;
      };
    }[keyof Reports];

/** An update agent in the test's hands: typed as what `createUpdateAgent` returns, without Electron, network or disk. */
export interface FakeUpdateAgent extends UpdateAgent {
  /** The agent says this from now on; listeners hear what the real one would tell them of the change. */
  readonly show: (snapshot: AgentSnapshot) => void;
  /** This notice is due now, or none; everything else stays as it is. */
  readonly showNotice: (notice: Notice | undefined) => void;
  /** Tells one event by itself. */
  readonly emit: EventBoard['emit'];
  /** What the app has called so far, in order. */
  readonly calls: readonly FakeCall[];
}

/** How a fake begins, and what it does when it is asked. */
export interface FakeAgentOptions {
  /** What it says once it has started; a release that is up to date if not given. */
  readonly snapshot?: AgentSnapshot;
  /** Runs when the app asks for a check, before the answer. */
  readonly onCheck?: (agent: FakeUpdateAgent) => void | Promise<void>;
  /** Runs when the app asks for the install. */
  readonly onInstall?: (agent: FakeUpdateAgent) => void | Promise<void>;
}

/**
 * A fake update agent. As with the real one there is no snapshot before `start`, and no event before it or after `stop`;
 * a listener that throws makes the call fail that told it.
 */
export function createFakeAgent(options: FakeAgentOptions = {}): FakeUpdateAgent {
  const calls: FakeCall[] = [];
  const board = createEventBoard(throwing);
  const told: Told = { now: options.snapshot ?? sampleSnapshot(), life: 'new' };
  const show = (next: AgentSnapshot): void => {
    const before = told.now;
    told.now = next;
    if (told.life === 'running') {
      announceChanges(board, before, next);
    }
  };
  const asked = async (answer: FakeAgentOptions['onCheck']): Promise<void> => {
    await (told.life === 'running' ? answer?.(fake) : undefined);
  };
  const behaviour: Commands = {
    ...livingOn(told, board),
    check: () => asked(options.onCheck),
    install: () => asked(options.onInstall),
    busy: (reason) => (told.life === 'running' ? beBusy(told, show, reason) : () => undefined),
  };
  const fake: FakeUpdateAgent = {
    ...recorded(behaviour, (method) => method, calls),
    reports: recorded(silentReports, (method) => `reports.${method}` as const, calls),
    show,
    showNotice: (notice) => show({ ...told.now, notice }),
    emit: board.emit,
    calls,
  };
  return fake;
}

interface Told {
  now: AgentSnapshot;
  life: 'new' | 'running' | 'stopped';
}

/** What needs nothing of the test: life, what is known, and commands that are only written down. */
function livingOn(told: Told, board: EventBoard): Omit<Commands, 'check' | 'install' | 'busy'> {
  const snapshot = (): AgentSnapshot | undefined => (told.life === 'new' ? undefined : told.now);
  return {
    start: async () => {
      if (told.life === 'new') {
        told.life = 'running';
        announceChanges(board, undefined, told.now);
      }
    },
    guard: async (run) => run(),
    startedWell: () => undefined,
    installLater: () => undefined,
    download: () => undefined,
    menuItem: () => menuItemOf(snapshot()?.menu, () => undefined),
    snapshot,
    on: board.on,
    explain: () => explainSnapshot(snapshot()),
    diagnostics: () => snapshot()?.diagnostics,
    showDiagnostics: async () => undefined,
    stop: () => {
      told.life = 'stopped';
    },
  };
}

/** The reason is in the snapshot until the returned function is called. */
function beBusy(told: Told, show: FakeUpdateAgent['show'], reason: string): () => void {
  show({ ...told.now, busy: [...told.now.busy, reason] });
  let over = false;
  return () => {
    if (!over) {
      over = true;
      const at = told.now.busy.indexOf(reason);
      show({ ...told.now, busy: told.now.busy.filter((_, index) => index !== at) });
    }
  };
}

/** Nothing leaves the test. */
const silentReports: Reports = {
  error: () => undefined,
  userReport: () => undefined,
  performance: () => undefined,
  setEnabled: async () => undefined,
};

/** Every method of an interface, written down before it runs. */
function recorded<T extends object>(
  behaviour: T,
  named: (method: keyof T & string) => FakeCall['method'],
  calls: FakeCall[],
): T {
  const methods = Object.entries(behaviour) as [
    keyof T & string,
    (...given: unknown[]) => unknown,
  ][];
  const wrapped = methods.map(([method, run]) => [
    method,
    (...given: unknown[]): unknown => {
      calls.push({ method: named(method), arguments: given } as unknown as FakeCall);
      return run(...given);
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

/** The real agent logs a listener that throws and goes on; in a test that would hide the failed expectation. */
const throwing = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message: string) => {
    throw new Error(message);
  },
};
