import type { Agent, AgentSnapshot, Logger, Notice } from '@phasegate/agent';

/** What a start in a crash loop needs before the app's own code may run. */
export interface Rescue {
  readonly agent: Agent;
  /** Installs the way out without asking, since the app has said so in code. */
  readonly giveLastGood: boolean;
  /** Shows a notice as a dialog and tells which action was pressed; `undefined` when it was closed. */
  readonly ask: (notice: Notice, signal: AbortSignal) => Promise<number | undefined>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Milliseconds that the way out may take to be found; a machine that is offline has its own, from the last feed. */
const FIND_WITHIN = 20_000;
/** Milliseconds that it may take to be fetched and installed. */
const FETCH_WITHIN = 180_000;
/** Milliseconds that the app may take to end once the installer has begun. */
const LEAVE_WITHIN = 60_000;
/** A dialog that comes back more often than that only keeps the user from the app. */
const MOST_QUESTIONS = 3;

/**
 * A crash loop was noticed: looks for a way out and offers it, or takes it, before the app's own code runs. Resolves when
 * that code may run after all: nobody wants the way out, there is none, or it did not work. Never rejects.
 */
export async function rescue(options: Rescue): Promise<void> {
  const { agent, giveLastGood, ask, log, wait } = options;
  await Promise.race([agent.check(), wait(FIND_WITHIN)]);
  if (giveLastGood && hasWayOut(agent.snapshot())) {
    log.info('the app has agreed to go to the last good release by itself');
    agent.install();
    await standstill(options);
    return;
  }
  for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
    const { notice } = agent.snapshot();
    if (notice === undefined || !concerns(notice)) {
      return;
    }
    const pressed = await ask(notice, new AbortController().signal).catch(() => undefined);
    const action = notice.actions.find(({ index }) => index === pressed);
    if (action === undefined || !LEADS_OUT.includes(action.kind)) {
      return;
    }
    await agent.act(notice.id, action.index);
    if ((await standstill(options)) === 'late') {
      return;
    }
  }
}

const LEADS_OUT: readonly string[] = ['install', 'go-back', 'retry'];

function concerns({ kind }: Notice): boolean {
  return (
    kind === 'crashing' || kind === 'withdrawn' || kind === 'blocked' || kind === 'update-failed'
  );
}

function hasWayOut({ standing, target }: AgentSnapshot): boolean {
  return standing.code !== 'fine' && target !== undefined;
}

/**
 * When an install works, the app ends in here; what comes after is for one that did not. A download that drips goes on
 * beside the app: nobody shows its progress before there are windows.
 */
async function standstill({ agent, log, wait }: Rescue): Promise<'over' | 'late'> {
  const over = agent.settled().then(() => 'over' as const);
  const ending = await Promise.race([over, wait(FETCH_WITHIN).then(() => 'late' as const)]);
  if (ending === 'late') {
    log.warn('the way out takes too long; the app starts meanwhile');
    return ending;
  }
  return agent.snapshot().phase === 'installing' ? leave(log, wait) : ending;
}

/** What crashes must not run once more while the app is on its way out. */
async function leave(log: Rescue['log'], wait: Rescue['wait']): Promise<'late'> {
  await wait(LEAVE_WITHIN);
  log.warn('the app was to end for its installer and has not; it starts after all');
  return 'late';
}
