import { createUpdateAgent } from '@phasegate/agent-electron/main';
import type { UpdateAgent, UpdateAgentOptions } from '@phasegate/agent-electron/main';
import { maySync } from './may-sync.ts';

export function updatesWithGate(
  options: UpdateAgentOptions,
  setSync: (on: boolean) => void,
): UpdateAgent {
  return createUpdateAgent({ ...options, onGate: (gate) => setSync(maySync(gate)) });
}
