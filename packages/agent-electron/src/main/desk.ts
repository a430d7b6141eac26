import path from 'node:path';
import { createAgent } from '@phasegate/agent';
import type { Agent, AgentSnapshot, Logger } from '@phasegate/agent';
import type { StartLog } from '@phasegate/agent/node';
import { app } from 'electron';
import type { BusyList } from './busy-list.ts';
import type { DiagnosticsDesk } from './diagnostics.ts';
import { announceChanges } from './events.ts';
import type { EventBoard } from './events.ts';
import { gatherFacts } from './facts.ts';
import { rescue } from './guarded-run.ts';
import { askNatively } from './native-dialog.ts';
import type { Settings } from './options.ts';
import type { FoundOverrides } from './overrides.ts';
import { overridesInForce, scheduleClockUnder } from './overrides-in-force.ts';
import { createPorts } from './ports.ts';
import { registerPreload } from './preload-script.ts';
import { installWhenQuitting } from './quit-install.ts';
import type { Reporting } from './reporting.ts';
import type { StartWord } from './start-word.ts';
import { openSurfaces } from './surfaces.ts';

/** The inside of one update agent. */
export interface Desk {
  readonly settings: Settings;
  readonly log: Logger;
  readonly board: EventBoard;
  readonly diagnostics: DiagnosticsDesk;
  readonly starts: StartLog | undefined;
  readonly busy: BusyList;
  readonly startWord: StartWord;
  readonly reporting: Reporting;
  agent: Agent | undefined;
  /** Whether a crash loop is dealt with before the app's own code runs; its windows are not there yet. */
  rescuing: boolean;
  stopped: boolean;
  /** What `stop` takes down. */
  readonly opened: (() => void)[];
}

/** Waits for the app to be ready, then joins everything and starts. */
export async function start(desk: Desk): Promise<void> {
  const { settings, log, diagnostics } = desk;
  await app.whenReady();
  if (desk.stopped) {
    return;
  }
  // Before anything is awaited: the app makes its first window right after this, and a preload that comes later is not in it.
  registerPreload(log);
  const seen = (): Agent | undefined => (desk.rescuing ? undefined : desk.agent);
  const { begin: busy } = desk.busy;
  const surfaces = openSurfaces({ agent: seen, wish: settings.notices, busy, log });
  desk.opened.push(surfaces.close);
  const folder = path.join(app.getPath('userData'), 'phasegate');
  const overrides = await overridesInForce(settings, folder, log);
  if (!app.isPackaged && overrides.values.development !== true) {
    log.info('this app is not packaged, so it does not update itself');
    return;
  }
  const agent = await assemble(desk, overrides, folder);
  if (desk.stopped) {
    return;
  }
  let before: AgentSnapshot | undefined;
  const unsubscribe = agent.subscribe((snapshot) => {
    surfaces.update(snapshot);
    diagnostics.update();
    announceChanges(desk.board, before, snapshot);
    before = snapshot;
  });
  desk.opened.push(
    unsubscribe,
    installWhenQuitting(() => desk.agent, log),
  );
  desk.agent = agent;
  desk.busy.handOver();
  desk.startWord.handOver();
  await agent.start();
  if (!desk.rescuing) {
    agent.appRuns();
  }
}

/** A crash loop was noticed: offers the way out, or takes it. Resolves when the app's own code may run after all. */
export async function startRescue(desk: Desk, started: Promise<void>): Promise<void> {
  desk.rescuing = true;
  try {
    await started;
    if (desk.agent !== undefined) {
      const { settings, agent, log } = desk;
      const { giveLastGood } = settings;
      const wait = (milliseconds: number): Promise<void> =>
        new Promise((resolve) => setTimeout(resolve, milliseconds));
      await rescue({ agent, giveLastGood, ask: askNatively, log, wait });
    }
  } finally {
    desk.rescuing = false;
    desk.agent?.appRuns();
  }
}

async function assemble(
  { settings, log, starts, diagnostics, reporting }: Desk,
  overrides: FoundOverrides,
  folder: string,
): Promise<Agent> {
  const scheduleClock = await scheduleClockUnder(overrides, folder);
  diagnostics.goBy(scheduleClock);
  const facts = await gatherFacts(settings, overrides, { folder, starts });
  const versionForced = overrides.values.version !== undefined;
  const place = { log, folder, versionForced, scheduleClock, starts };
  const agent = createAgent(createPorts(settings, place), facts);
  reporting.open(agent, facts, folder);
  const { loosened } = agent.snapshot().diagnostics;
  if (loosened.length > 0) {
    log.warn(`loosened: ${loosened.join(', ')}`);
  }
  if (overrides.origins.length > 0) {
    log.warn(`overrides in force: ${overrides.origins.join(', ')}`);
  }
  return agent;
}
