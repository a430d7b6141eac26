import { explainChoice, explainOutcome, isCondemned } from '@phasegate/rollout';
import type { Instant } from '@phasegate/rollout';
import { checkFeed } from './check.ts';
import type { CheckAnswer } from './check.ts';
import type { Core } from './core.ts';
import { problemOf } from './error.ts';
import type { AgentEffect } from './event.ts';
import { installedNow } from './facts.ts';
import type { AgentFacts } from './facts.ts';
import type { AgentMemory } from './memory.ts';
import type { AgentPorts } from './ports.ts';
import type { Target } from './target.ts';

/** The agent's work in the world; each effect ends in an event or in a line in the log. */
export interface Effects {
  readonly run: (effect: AgentEffect) => Promise<void>;
  /** Plans the next check, so many milliseconds from now and a little more. */
  readonly schedule: (milliseconds: number) => void;
  /** Resolves when the check under way is answered; at once when there is none. */
  readonly answered: () => Promise<void>;
  readonly stop: () => void;
}

/** Binds the effects to one agent. */
export function createEffects(core: Core, ports: AgentPorts, facts: AgentFacts): Effects {
  const cancelled = new AbortController();
  let checking: Promise<void> = Promise.resolve();
  let callOff: () => void = () => undefined;
  const schedule = (milliseconds: number): void => {
    callOff();
    if (!cancelled.signal.aborted) {
      const jitter = 1 + ports.clock.random() / 10;
      callOff = ports.clock.after(milliseconds * jitter, () => {
        core.dispatch({ kind: 'check-requested', trigger: 'timer' });
        schedule(facts.schedule.every);
      });
    }
  };
  const world = { core, ports, facts };
  return {
    schedule,
    answered: () => checking,
    stop: () => {
      callOff();
      cancelled.abort();
    },
    run: (effect) => {
      switch (effect.kind) {
        case 'check':
          checking = check(world, effect.about);
          return checking;
        case 'download':
          return download(world, effect.target, cancelled.signal);
        case 'discard':
          return discard(world);
        case 'install':
          return install(world, effect);
      }
    },
  };
}

interface World {
  readonly core: Core;
  readonly ports: AgentPorts;
  readonly facts: AgentFacts;
}

async function check({ core, ports, facts }: World, about: Target | undefined): Promise<void> {
  const { state, memory, reading } = core.known();
  const byUser = state.phase === 'checking' && state.trigger === 'user';
  const installed = installedNow(facts, memory);
  const at = (): Instant => ports.clock.now();
  try {
    const question = { ...facts, installed, remembered: memory.lastFeed, reading };
    const answer = await checkFeed(ports.fetchFeed, question, at);
    ports.log.info(`${answer.source.name}: ${explainChoice(answer.decision)}`);
    await accept({ core, ports, facts }, answer, byUser);
    const condemned =
      about !== undefined && isCondemned(about.release.version, installed, answer.feed, at());
    core.dispatch({ kind: 'decided', decision: answer.decision, condemned });
  } catch (thrown) {
    const problem = problemOf(thrown, 'feed-unreachable');
    ports.log.warn(`the check failed: ${problem.message}`);
    core.learn({
      lastCheck: { at: iso(at()), outcome: 'failed', reason: problem.message, items: [] },
      answer: byUser ? { kind: 'could-not-check', problem } : undefined,
    });
    core.dispatch({ kind: 'check-failed', problem });
  }
}

async function accept(
  { core, ports }: World,
  { decision, feed, source }: CheckAnswer,
  byUser: boolean,
): Promise<void> {
  const { memory } = core.known();
  const reason = explainChoice(decision);
  core.learn({
    reading: { source, feed, decision },
    lastCheck: {
      at: iso(ports.clock.now()),
      outcome: decision.kind,
      reason,
      items: decision.items.map((item) => ({ ...item, why: explainOutcome(item.outcome) })),
    },
    answer: byUser && decision.kind === 'hold' ? { kind: 'up-to-date' } : undefined,
  });
  if (source !== memory.lastFeed) {
    await remember({ core, ports }, { ...memory, lastFeed: source });
  }
}

async function download(
  { core, ports }: World,
  target: Target,
  signal: AbortSignal,
): Promise<void> {
  try {
    const installer = await ports.installers.download(
      target,
      (progress) => core.dispatch({ kind: 'progressed', progress }),
      signal,
    );
    core.dispatch({ kind: 'downloaded', installer });
  } catch (thrown) {
    const problem = problemOf(thrown, 'download-unreachable');
    ports.log.warn(`${target.release.version} could not be downloaded: ${problem.message}`);
    core.dispatch({ kind: 'download-failed', problem });
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
  { target, installer }: Extract<AgentEffect, { kind: 'install' }>,
): Promise<void> {
  const { memory } = core.known();
  const { direction, release } = target;
  const attempt = { from: facts.installed.version, to: release.version, direction };
  await remember({ core, ports }, { ...memory, attempt });
  try {
    ports.log.info(`installing ${release.version} over ${facts.installed.version}`);
    await ports.installers.install(target, installer);
  } catch (thrown) {
    const problem = problemOf(thrown, 'install-failed');
    ports.log.error(`${release.version} could not be installed: ${problem.message}`);
    await remember({ core, ports }, { ...core.known().memory, attempt: undefined });
    core.dispatch({ kind: 'install-failed', problem });
  }
}

/** A state file that cannot be written costs memory, never the app. */
async function remember(
  { core, ports }: Pick<World, 'core' | 'ports'>,
  memory: AgentMemory,
): Promise<void> {
  core.learn({ memory });
  try {
    await ports.memory.write(memory);
  } catch (thrown) {
    ports.log.warn(
      `the agent's state could not be saved: ${problemOf(thrown, 'disk-failed').message}`,
    );
  }
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
