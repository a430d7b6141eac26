import type { Core } from '../core.ts';
import { problemOf } from '../error.ts';
import type { AgentFacts } from '../facts.ts';
import type { AgentMemory } from './memory.ts';
import type { AgentPorts } from '../ports.ts';

/** What every piece of the agent's work has at hand. */
export interface World {
  readonly core: Core;
  readonly ports: AgentPorts;
  readonly facts: AgentFacts;
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

/** Learns something to be remembered, and writes it down. */
export function remember(
  world: Pick<World, 'core' | 'ports'>,
  news: Partial<AgentMemory>,
): Promise<void> {
  const { core } = world;
  core.learn({ memory: { ...core.known().memory, ...news } });
  const written = keepMemory(world);
  core.track(written);
  return written;
}
