import { explainChoice, explainOutcome, isCondemned } from '@phasegate/rollout';
import type { Installed, Instant } from '@phasegate/rollout';
import type { FeedCounters } from '@phasegate/trust';
import { anchorAt } from './anchor.ts';
import { answerTo, askedByUser } from './answer.ts';
import { checkFeed } from './check.ts';
import type { CheckAnswer } from './check.ts';
import type { Core } from './core.ts';
import { problemOf } from './error.ts';
import type { AgentProblem } from './error.ts';
import type { AgentEffect } from './event.ts';
import { installedNow } from './facts.ts';
import type { AgentFacts } from './facts.ts';
import { failedOnceMore } from './failures.ts';
import type { AgentPorts } from './ports.ts';
import type { AnchorStore } from './root-walk.ts';
import { atTime } from './seen-clock.ts';
import type { Progress } from './snapshot.ts';
import type { Target } from './target.ts';
import type { TrustMemory } from './trust-memory.ts';
import { distrustOf } from './vouched.ts';

/** The agent's work in the world; each effect ends in an event or in a line in the log. */
export interface Effects {
  readonly run: (effect: AgentEffect) => Promise<void>;
  /** Plans the next check, so many milliseconds from now and a little more. */
  readonly schedule: (milliseconds: number) => void;
  /** Resolves when the check under way is answered; at once when there is none. */
  readonly answered: () => Promise<void>;
  readonly stop: () => void;
}

/** Milliseconds between two reports of progress; each one draws every window anew. */
const REPORT_EVERY = 100;

/** Binds the effects to one agent. */
export function createEffects(core: Core, ports: AgentPorts, facts: AgentFacts): Effects {
  let checking: Promise<void> = Promise.resolve();
  let files: Promise<void> = Promise.resolve();
  let callOff: () => void = () => undefined;
  const schedule = (milliseconds: number): void => {
    callOff();
    if (!core.ended.aborted) {
      const jitter = 1 + ports.clock.random() / 10;
      callOff = ports.clock.after(milliseconds * jitter, () => {
        core.dispatch({ kind: 'check-requested', trigger: 'timer' });
        schedule(facts.schedule.every);
      });
    }
  };
  // A discard that takes its time must not delete the download that came after it.
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    files = files.then(() => (core.ended.aborted ? undefined : work()));
    return files;
  };
  const world = { core, ports, facts };
  return {
    schedule,
    answered: () => checking,
    stop: () => {
      callOff();
      core.end();
    },
    run: (effect) => {
      switch (effect.kind) {
        case 'check':
          checking = check(world, effect.about);
          return checking;
        case 'download':
          return inTurn(() => download(world, effect.target));
        case 'discard':
          return inTurn(() => discard(world));
        case 'install':
          return inTurn(() => install(world, effect));
      }
    },
  };
}

interface World {
  readonly core: Core;
  readonly ports: AgentPorts;
  readonly facts: AgentFacts;
}

async function check(world: World, about: Target | undefined): Promise<void> {
  const { core, ports, facts } = world;
  const { memory, reading } = core.known();
  const installed = { ...installedNow(facts, memory), floor: facts.installed.floor };
  const now = (): Instant => ports.clock.now();
  try {
    const anchors = anchorsIn(core);
    const question = { ...facts, installed, anchors, remembered: memory.lastFeed, reading };
    const answer = await checkFeed(ports.fetchFeed, question, now);
    const condemned = about !== undefined && isOver(about, { facts, installed }, answer, now());
    accept(world, answer, condemned);
  } catch (thrown) {
    refuse(world, problemOf(thrown, 'feed-unreachable'));
  }
  const { lastFeed, trust } = core.known().memory;
  if (lastFeed !== memory.lastFeed || trust !== memory.trust) {
    await keepMemory(world);
  }
}

/** The root believed now, as the agent knows it; nothing where the app asks for no signatures. */
function anchorsIn(core: Core): AnchorStore | undefined {
  const { root } = core.known();
  if (root === undefined) {
    return undefined;
  }
  return {
    read: () => {
      const { root: newest = root, memory } = core.known();
      return anchorAt(newest, memory.trust);
    },
    write: ({ root: newest, trust }) =>
      core.learn({ root: newest, memory: { ...core.known().memory, trust } }),
  };
}

/** Whether a target at hand is withdrawn or blocked, or is not signed by a release key of today's root. */
function isOver(
  { release, package: file }: Target,
  { facts, installed }: { readonly facts: AgentFacts; readonly installed: Installed },
  { feed, root }: CheckAnswer,
  now: Instant,
): boolean {
  const { version } = release;
  const about = { app: facts.app, platform: installed.platform, version };
  const disowned = root !== undefined && distrustOf(file, about, root) !== undefined;
  return disowned || isCondemned(version, installed, feed, now);
}

const DAY = 86_400_000;

/** A check that brought nothing. A host that lags behind is passed over in silence for a day (feed-format). */
function refuse({ core, ports }: World, problem: AgentProblem): void {
  const { state, memory } = core.known();
  const now = ports.clock.now();
  const replayed = problem.code === 'feed-replayed';
  const since = Math.min(memory.trust.lowerSince ?? now, now);
  const quiet = replayed && now - since < DAY;
  ports.log[quiet ? 'info' : 'warn'](`the check failed: ${problem.message}`);
  const outcome = quiet ? 'ignored' : 'failed';
  const { code, message: reason } = problem;
  const lastCheck = { at: iso(now), outcome, code, reason, items: [] } as const;
  const answer = askedByUser(state) ? ({ kind: 'could-not-check', problem } as const) : undefined;
  const lowerSince = replayed ? since : memory.trust.lowerSince;
  const trust =
    lowerSince === memory.trust.lowerSince ? memory.trust : { ...memory.trust, lowerSince };
  core.dispatch(
    { kind: 'check-failed', problem, quiet },
    { lastCheck, answer, memory: atTime({ ...memory, trust }, now) },
  );
}

/** All that a check brings is known at once, so that no notice is drawn from half of it. */
function accept(
  { core, ports }: World,
  { decision, counters, ...read }: CheckAnswer,
  condemned: boolean,
): void {
  const { source } = read;
  const reason = explainChoice(decision);
  ports.log.info(`${source.name}: ${reason}`);
  const items = decision.items.map((item) => ({ ...item, why: explainOutcome(item.outcome) }));
  const { state, memory } = core.known();
  const now = ports.clock.now();
  const trust = acceptedTrust(memory.trust, counters);
  core.dispatch(
    { kind: 'decided', decision, condemned },
    {
      reading: { ...read, decision },
      lastCheck: { at: iso(now), outcome: decision.kind, reason, items },
      answer: answerTo(state, decision, condemned),
      memory: atTime({ ...memory, lastFeed: source, trust }, now),
    },
  );
}

/** The same object where nothing changed, so that nothing is written. */
function acceptedTrust(trust: TrustMemory, counters: FeedCounters | undefined): TrustMemory {
  const same = JSON.stringify(counters) === JSON.stringify(trust.counters);
  return counters === undefined || (same && trust.lowerSince === undefined)
    ? trust
    : { ...trust, counters, lowerSince: undefined };
}

async function download({ core, ports }: World, target: Target): Promise<void> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  const report = (progress: Progress): void => {
    const now = ports.clock.now();
    if (Math.abs(now - reportedAt) >= REPORT_EVERY || progress.received === progress.total) {
      reportedAt = now;
      core.dispatch({ kind: 'progressed', progress });
    }
  };
  try {
    const installer = await ports.installers.download(target, report, core.ended);
    core.dispatch({ kind: 'downloaded', installer });
  } catch (thrown) {
    const problem = problemOf(thrown, 'download-unreachable');
    const { version } = target.release;
    ports.log.warn(`${version} could not be downloaded: ${problem.message}`);
    const { memory } = core.known();
    const failures = failedOnceMore(memory.failures, version);
    core.dispatch({ kind: 'download-failed', problem }, { memory: { ...memory, failures } });
    await keepMemory({ core, ports });
  }
}

async function discard({ ports }: World): Promise<void> {
  try {
    await ports.installers.discard();
    ports.log.info('the downloaded release was thrown away; nothing will install it');
  } catch (thrown) {
    ports.log.error(
      `a downloaded release could not be thrown away: ${problemOf(thrown, 'disk-failed').message}`,
    );
  }
}

/** The attempt is written down first: the next start tells by it whether the install worked, and pins after going back. */
async function install(
  { core, ports, facts }: World,
  { target, installer, restart }: Extract<AgentEffect, { kind: 'install' }>,
): Promise<void> {
  const { direction, release } = target;
  // A floor is believed only where the release key has signed it.
  const floor = facts.trust.kind === 'signed' ? target.package.floor : undefined;
  const attempt = { from: facts.installed.version, to: release.version, direction, floor };
  core.learn({ memory: { ...core.known().memory, attempt } });
  await keepMemory({ core, ports });
  try {
    ports.log.info(`installing ${release.version} over ${facts.installed.version}`);
    await ports.installers.install(target, installer, { restart });
  } catch (thrown) {
    const problem = problemOf(thrown, 'install-failed');
    ports.log.error(`${release.version} could not be installed: ${problem.message}`);
    const { memory: before } = core.known();
    const failures = failedOnceMore(before.failures, release.version);
    const memory = { ...before, attempt: undefined, failures };
    core.dispatch({ kind: 'install-failed', problem }, { memory });
    await keepMemory({ core, ports });
  }
}

/** Writes what is remembered. A state file that cannot be written costs memory, never the app. */
export async function keepMemory({ core, ports }: Pick<World, 'core' | 'ports'>): Promise<void> {
  // An agent that was stopped may have a successor, whose file it is now.
  if (core.ended.aborted) {
    return;
  }
  try {
    await ports.memory.write(core.known().memory);
  } catch (thrown) {
    const { message } = problemOf(thrown, 'disk-failed');
    ports.log.warn(`the agent's state could not be saved: ${message}`);
  }
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
