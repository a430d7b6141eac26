import type { AgentPorts, Restraint } from './ports.ts';

/** What speaks against using network and battery unasked; a system that cannot be asked says nothing. */
export async function restraintOf({
  surroundings,
  log,
}: Pick<AgentPorts, 'surroundings' | 'log'>): Promise<Restraint | undefined> {
  try {
    return await surroundings?.restraint();
  } catch (error) {
    log.warn(`the system did not tell of network and battery: ${String(error)}`);
    return undefined;
  }
}
