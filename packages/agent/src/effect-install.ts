import type { Version } from '@phasegate/rollout';
import { AgentError, problemOf } from './error.ts';
import type { AgentEffect } from './event.ts';
import { failedOnceMore } from './memory/failures.ts';
import { remember } from './memory/keep-memory.ts';
import type { World } from './memory/keep-memory.ts';
import type { AgentMemory, Plan } from './memory/memory.ts';
import type { Ending } from './schedule.ts';
import type { Progress } from './snapshot.ts';
import type { Target } from './target.ts';

/** Milliseconds between two reports of progress; each one draws every window anew. */
const REPORT_EVERY = 100;

const WELL: Ending = { failures: 0, retryAfter: undefined };

/** Fetches and checks the target's file; `signal` ends it, and what came so far stays on the disk. */
export async function download(
  { core, ports }: World,
  target: Target,
  signal: AbortSignal,
): Promise<Ending> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  const report = (progress: Progress): void => {
    const now = ports.clock.now();
    if (signal.aborted) {
      return;
    }
    if (Math.abs(now - reportedAt) >= REPORT_EVERY || progress.received === progress.total) {
      reportedAt = now;
      core.dispatch({ kind: 'progressed', progress });
    }
  };
  try {
    const installer = await ports.installers.download(target, report, signal);
    // Called off when it was whole: what is being fetched by now may be another release. The file is found again.
    if (!signal.aborted) {
      core.dispatch({ kind: 'downloaded', installer });
    }
    return WELL;
  } catch (thrown) {
    const problem = problemOf(thrown, 'download-unreachable');
    const { version } = target.release;
    if (signal.aborted) {
      ports.log.info(`the download of ${version} was called off`);
      return WELL;
    }
    ports.log.warn(`${version} could not be downloaded: ${problem.message}`);
    const news = withFailure(core.known().memory, version);
    core.dispatch({ kind: 'download-failed', problem }, news);
    await remember({ core, ports }, {});
    const retryAfter = thrown instanceof AgentError ? thrown.retryAfter : undefined;
    return { failures: core.known().timing.failedDownloads + 1, retryAfter };
  }
}

/** Throws away what was downloaded, parts too. */
export async function discard({ ports }: World): Promise<void> {
  try {
    await ports.installers.discard();
    ports.log.info('the downloaded release was thrown away; nothing will install it');
  } catch (thrown) {
    const { message } = problemOf(thrown, 'disk-failed');
    ports.log.error(`a downloaded release could not be thrown away: ${message}`);
  }
}

/** The attempt is written down first: the next start tells by it whether the install worked, and pins after going back. */
export async function install(
  world: World,
  effect: Extract<AgentEffect, { kind: 'install' }>,
): Promise<void> {
  const { core, ports, facts } = world;
  const { held, restart } = effect;
  const { target, installer } = held;
  const { direction, release } = target;
  if (core.known().busy.length > 0) {
    await postpone(world, effect);
    return;
  }
  // A floor is believed only where the release key has signed it.
  const floor = facts.trust.kind === 'signed' ? target.package.floor : undefined;
  const attempt = { from: facts.installed.version, to: release.version, direction, floor };
  await remember(world, { attempt, plan: undefined });
  try {
    ports.log.info(`installing ${release.version} over ${facts.installed.version}`);
    await ports.installers.install(target, installer, { restart });
  } catch (thrown) {
    const problem = problemOf(thrown, 'install-failed');
    ports.log.error(`${release.version} could not be installed: ${problem.message}`);
    const news = withFailure(core.known().memory, release.version);
    core.dispatch({ kind: 'install-failed', problem }, news);
    await remember(world, { attempt: undefined });
  }
}

function withFailure(memory: AgentMemory, version: Version): { readonly memory: AgentMemory } {
  return { memory: { ...memory, failures: failedOnceMore(memory.failures, version) } };
}

/**
 * The app became busy while the feed was read once more; what disturbs it waits until it is not. What was planned for
 * quitting still is, for the next time.
 */
async function postpone(
  world: World,
  { held, restart }: Extract<AgentEffect, { kind: 'install' }>,
): Promise<void> {
  const { core } = world;
  const { memory } = core.known();
  const { version } = held.target.release;
  const plan: Plan | undefined = restart ? { version, when: 'when-free' } : memory.plan;
  core.dispatch({ kind: 'install-postponed', held }, { memory: { ...memory, plan } });
  await remember(world, {});
}
