import { decide, isNewer } from '@phasegate/rollout';
import { readFeed } from './check.ts';
import { problemOf } from './error.ts';
import { installedNow } from './facts.ts';
import type { AgentFacts } from './facts.ts';
import type { Known, Reading } from './known.ts';
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
  const before = await ports.memory.read();
  const memory = settle(before, facts);
  const missed = before.attempt?.to !== facts.installed.version ? before.attempt : undefined;
  if (memory !== before) {
    await ports.memory
      .write(memory)
      .catch((error: unknown) =>
        ports.log.warn(`the agent's state could not be saved: ${String(error)}`),
      );
  }
  return { memory, missedAttempt: missed, reading: reread(memory, ports, facts) };
}

/** Closes the books on an attempt: a machine that went back is pinned, one that moved past the bad release is free. */
function settle(memory: AgentMemory, { installed }: AgentFacts): AgentMemory {
  const { attempt, wentBackFrom } = memory;
  const wentBack = attempt?.direction === 'back' && attempt.to === installed.version;
  const pin = wentBack ? attempt.from : wentBackFrom;
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
