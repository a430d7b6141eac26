import { problemOf } from '@phasegate/agent';
import type { AgentSnapshot, Diagnostics, Reports } from '@phasegate/agent';
import { createBusyList } from './busy-list.ts';
import { start, startRescue } from './desk.ts';
import type { Desk } from './desk.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { createEventBoard } from './events.ts';
import type { UpdateEvents } from './events.ts';
import { explainSnapshot } from './explain.ts';
import { guardedLogger } from './log.ts';
import { menuItemOf, pressMenu } from './menu-item.ts';
import type { UpdateMenuItem } from './menu-item.ts';
import { checkOptions } from './options.ts';
import type { UpdateAgentOptions } from './options.ts';
import { createReporterPorts } from './ports.ts';
import { createReporting } from './reporting.ts';
import { countThisStart } from './start-guard.ts';
import { createStartWord } from './start-word.ts';

/** The agent in an Electron app's main process. Only `createUpdateAgent` throws; nothing here does. */
export interface UpdateAgent {
  /** Waits for the app to be ready, then works by itself. Does nothing in an app that is not packaged. */
  readonly start: () => Promise<void>;
  /**
   * Runs the app's own code, at once. In a crash loop its user is first offered the last good release (or is given it,
   * where `startGuard.giveLastGood` says so), and the code runs only if that does not come to pass.
   */
  readonly guard: <T>(run: () => T | Promise<T>) => Promise<T>;
  /** The app has started well; with `startGuard.confirmAfter: 'app'` nothing else says so. */
  readonly startedWell: () => void;
  /** Looks for an update now, as a user who asked; resolves when the answer is in. */
  readonly check: () => Promise<void>;
  /** Installs the release that is due and restarts; the feed is read once more before. Waits while the app is busy. */
  readonly install: () => Promise<void>;
  /** Installs the release that is due later: when the app quits, or at a moment; `undefined` drops the plan. */
  readonly installLater: (when: 'on-quit' | Date | undefined) => void;
  /** Stops the download under way for now, goes on with it, or calls it off. */
  readonly download: (what: 'suspend' | 'resume' | 'cancel') => void;
  /** The app says what it is busy with; no restart and no dialog until the returned function is called. */
  readonly busy: (reason: string) => () => void;
  /** The item for the app's menu, as it is now: checks, installs, or brings back a notice that was put aside. */
  readonly menuItem: () => UpdateMenuItem;
  /** The state as windows see it; `undefined` before the start, and in development. */
  readonly snapshot: () => AgentSnapshot | undefined;
  /** Listens to an event; returns how to unsubscribe. */
  readonly on: <K extends keyof UpdateEvents>(
    event: K,
    listener: (value: UpdateEvents[K]) => void,
  ) => () => void;
  /** A few sentences: what was decided for this machine, and why. */
  readonly explain: () => string;
  /** What support and QA ask for; `undefined` like `snapshot`. */
  readonly diagnostics: () => Diagnostics | undefined;
  /** Opens a window with all of that and the last lines of the log, to be copied or saved; it works before the start too. */
  readonly showDiagnostics: () => Promise<void>;
  /** What the app reports of itself to its publisher; nothing unless the user has said yes. */
  readonly reports: Reports;
  /** No more checks; channels and dialogs are closed. */
  readonly stop: () => void;
}

/**
 * An update agent for this app, and the count of this start. Throws `bad-configuration` for options that cannot work;
 * nothing else happens before `start` or `guard`.
 */
export function createUpdateAgent(options: UpdateAgentOptions): UpdateAgent {
  const settings = checkOptions(options);
  const diagnostics = diagnosticsOf(() => desk.agent?.snapshot(), guardedLogger(options.logger));
  const { log } = diagnostics;
  const board = createEventBoard(log);
  const starts = countThisStart(log);
  const reporting = createReporting(settings.reports, (folder) =>
    createReporterPorts(settings, log, folder),
  );
  const desk: Desk = {
    settings,
    log,
    board,
    diagnostics,
    starts,
    busy: createBusyList(() => desk.agent),
    startWord: createStartWord(
      () => desk.agent,
      () => starts?.confirm(),
    ),
    reporting,
    agent: undefined,
    rescuing: false,
    stopped: false,
    opened: [diagnostics.close, reporting.stop],
  };
  if (options.onGate !== undefined) {
    board.on('gate', options.onGate);
  }
  return commandsOf(desk, startOnce(desk));
}

function startOnce(desk: Desk): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => (started ??= guarded(desk, start(desk)));
}

/** What goes wrong is said in the log and to whoever listens, and not to the app around it. */
function guarded({ log, board }: Desk, work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    const problem = problemOf(error, 'bad-configuration');
    log.error(`updates do not run: ${problem.message}`);
    board.emit('error', problem);
  });
}

function commandsOf(desk: Desk, begin: () => Promise<void>): UpdateAgent {
  return {
    start: begin,
    guard: async (run) => {
      if (desk.starts?.crashing !== undefined) {
        await guarded(desk, startRescue(desk, begin()));
      }
      return run();
    },
    startedWell: desk.startWord.say,
    check: () => guarded(desk, Promise.resolve(desk.agent?.check())),
    install: () => guarded(desk, Promise.resolve(desk.agent?.install())),
    installLater: (when) => desk.agent?.plan(when instanceof Date ? when.getTime() : when),
    download: (what) => desk.agent?.[what](),
    busy: desk.busy.begin,
    menuItem: () => menuItemOf(desk.agent?.snapshot().menu, () => pressMenu(desk.agent)),
    snapshot: () => desk.agent?.snapshot(),
    on: desk.board.on,
    explain: () => explainSnapshot(desk.agent?.snapshot()),
    diagnostics: () => desk.agent?.snapshot().diagnostics,
    showDiagnostics: desk.diagnostics.show,
    reports: desk.reporting.reports,
    stop: () => {
      desk.stopped = true;
      desk.agent?.stop();
      for (const close of desk.opened.splice(0)) {
        close();
      }
    },
  };
}
