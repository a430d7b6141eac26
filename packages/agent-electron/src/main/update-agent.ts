import path from 'node:path';
import { createAgent, problemOf } from '@phasegate/agent';
import type { Agent, AgentSnapshot, Diagnostics, Logger } from '@phasegate/agent';
import { app } from 'electron';
import { createBusyList } from './busy-list.ts';
import type { BusyList } from './busy-list.ts';
import { announceChanges, createEventBoard } from './events.ts';
import type { EventBoard, UpdateEvents } from './events.ts';
import { explainSnapshot } from './explain.ts';
import { gatherFacts } from './facts.ts';
import { guardedLogger } from './log.ts';
import { menuItemOf, pressMenu } from './menu-item.ts';
import type { UpdateMenuItem } from './menu-item.ts';
import { checkOptions } from './options.ts';
import type { Settings, UpdateAgentOptions } from './options.ts';
import { NO_OVERRIDES, readOverrides } from './overrides.ts';
import type { FoundOverrides } from './overrides.ts';
import { createPorts } from './ports.ts';
import { registerPreload } from './preload-script.ts';
import { openSurfaces } from './surfaces.ts';

/** The agent in an Electron app's main process. Only `createUpdateAgent` throws; nothing here does. */
export interface UpdateAgent {
  /** Waits for the app to be ready, then works by itself. Does nothing in an app that is not packaged. */
  readonly start: () => Promise<void>;
  /** Looks for an update now, as a user who asked; resolves when the answer is in. */
  readonly check: () => Promise<void>;
  /** Installs the release that is due and restarts; the feed is read once more before. */
  readonly install: () => Promise<void>;
  /** Says that a restart or a dialog would disturb now; returns how to say that it is over. A word or two for support. */
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
  /** No more checks; channels and dialogs are closed. */
  readonly stop: () => void;
}

/** The inside of one update agent. */
interface Desk {
  readonly settings: Settings;
  readonly log: Logger;
  readonly board: EventBoard;
  readonly busy: BusyList;
  agent: Agent | undefined;
  stopped: boolean;
  /** What `stop` takes down. */
  readonly opened: (() => void)[];
}

/** An update agent for this app. Throws `bad-configuration` for options that cannot work; nothing happens before `start`. */
export function createUpdateAgent(options: UpdateAgentOptions): UpdateAgent {
  const settings = checkOptions(options);
  const log = guardedLogger(options.logger);
  const board = createEventBoard(log);
  const busy = createBusyList(() => desk.agent);
  const desk: Desk = { settings, log, board, busy, agent: undefined, stopped: false, opened: [] };
  const guarded = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      const problem = problemOf(error, 'bad-configuration');
      log.error(`updates do not run: ${problem.message}`);
      board.emit('error', problem);
    });
  let started: Promise<void> | undefined;
  return {
    start: () => {
      started ??= guarded(start(desk));
      return started;
    },
    check: () => guarded(Promise.resolve(desk.agent?.check())),
    install: () => guarded(Promise.resolve(desk.agent?.install())),
    busy: busy.begin,
    menuItem: () => menuItemOf(desk.agent?.snapshot().menu, () => pressMenu(desk.agent)),
    snapshot: () => desk.agent?.snapshot(),
    on: board.on,
    explain: () => explainSnapshot(desk.agent?.snapshot()),
    diagnostics: () => desk.agent?.snapshot().diagnostics,
    stop: () => {
      desk.stopped = true;
      desk.agent?.stop();
      for (const close of desk.opened.splice(0)) {
        close();
      }
    },
  };
}

async function start(desk: Desk): Promise<void> {
  const { settings, log } = desk;
  await app.whenReady();
  if (desk.stopped) {
    return;
  }
  // Before anything is awaited: the app makes its first window right after this, and a preload that comes later is not in it.
  registerPreload(log);
  const surfaces = openSurfaces({
    agent: () => desk.agent,
    wish: settings.notices,
    busy: desk.busy.begin,
    log,
  });
  desk.opened.push(surfaces.close);
  const overrides = overridesOf(settings, log);
  if (!app.isPackaged && overrides.values.development !== true) {
    log.info('this app is not packaged, so it does not update itself');
    return;
  }
  const agent = await assemble(settings, overrides, log);
  if (desk.stopped) {
    return;
  }
  let before: AgentSnapshot | undefined;
  const unsubscribe = agent.subscribe((snapshot) => {
    surfaces.update(snapshot);
    announceChanges(desk.board, before, snapshot);
    before = snapshot;
  });
  desk.opened.push(unsubscribe);
  desk.agent = agent;
  desk.busy.handOver();
  await agent.start();
}

async function assemble(
  settings: Settings,
  overrides: FoundOverrides,
  log: Logger,
): Promise<Agent> {
  const folder = path.join(app.getPath('userData'), 'phasegate');
  const facts = await gatherFacts(settings, overrides, folder);
  const versionForced = overrides.values.version !== undefined;
  const agent = createAgent(createPorts(settings, { log, folder, versionForced }), facts);
  const { loosened, overrides: active } = agent.snapshot().diagnostics;
  if (loosened.length > 0) {
    log.warn(`loosened: ${loosened.join(', ')}`);
  }
  if (active.length > 0) {
    log.warn(`overrides in force: ${active.join(', ')}`);
  }
  return agent;
}

/** Switches and variables are looked at only where the app allows it in code; a packaged build for customers does not. */
function overridesOf(settings: Settings, log: Logger): FoundOverrides {
  if (!settings.allowOverrides) {
    return NO_OVERRIDES;
  }
  const found = readOverrides(process.argv, process.env, settings.allowLoopbackHttp);
  for (const warning of found.warnings) {
    log.warn(warning);
  }
  return found;
}
