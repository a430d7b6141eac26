import { compareVersions, decide, isNewer } from '@phasegate/rollout';
import { readFeed } from './check.ts';
import { problemOf } from './error.ts';
import { installedNow } from './facts.ts';
import type { AgentFacts } from './facts.ts';
import type { Known, Reading } from './known.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { AgentMemory } from './memory.ts';
import type { AgentPorts } from './ports.ts';

/**
 * What the agent knows at its start: memory, what became of an install that was begun, and the feed accepted last,
 * whose advisories hold while the machine is offline. Nothing is installed on its word.
 */
export async function recall(
  ports: AgentPorts,
  facts: AgentFacts,
): Promise<Pick<Known, 'memory' | 'missedAttempt' | 'reading'>> {
  const before = await readMemory(ports);
  const memory = settle(before, facts);
  const { attempt } = before;
  // A machine that is on a third version was brought there by somebody else; nothing was missed.
  const missed = attempt?.from === facts.installed.version ? attempt : undefined;
  if (memory !== before) {
    await ports.memory
      .write(memory)
      .catch((error: unknown) =>
        ports.log.warn(`the agent's state could not be saved: ${String(error)}`),
      );
  }
  return { memory, missedAttempt: missed, reading: reread(memory, ports, facts) };
}

async function readMemory(ports: AgentPorts): Promise<AgentMemory> {
  try {
    return await ports.memory.read();
  } catch (error) {
    ports.log.warn(`the agent's state could not be read: ${String(error)}`);
    return EMPTY_MEMORY;
  }
}

/** Closes the books on an attempt: a machine that went back is pinned, one that moved past the bad release is free. */
function settle(memory: AgentMemory, { installed }: AgentFacts): AgentMemory {
  const { attempt, wentBackFrom } = memory;
  const wentBack =
    attempt?.direction === 'back' && compareVersions(attempt.to, installed.version) === 0;
  // Going back twice must not open the way to the first bad release again.
  const higher = wentBackFrom !== undefined && (!wentBack || isNewer(wentBackFrom, attempt.from));
  const pin = higher ? wentBackFrom : wentBack ? attempt.from : undefined;
  const free = pin !== undefined && !isNewer(pin, installed.version);
  const next = { ...memory, attempt: undefined, wentBackFrom: free ? undefined : pin };
  return next.wentBackFrom === wentBackFrom && attempt === undefined ? memory : next;
}

function reread(memory: AgentMemory, ports: AgentPorts, facts: AgentFacts): Reading | undefined {
  if (memory.lastFeed === undefined) {
    return undefined;
  }
  const installed = installedNow(facts, memory);
  try {
    const feed = readFeed(memory.lastFeed, { ...facts, installed });
    return { source: memory.lastFeed, feed, decision: decide(installed, feed, ports.clock.now()) };
  } catch (thrown) {
    ports.log.warn(
      `the remembered feed is of no use: ${problemOf(thrown, 'feed-refused').message}`,
    );
    return undefined;
  }
}
