import { accept, readPhases } from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

/** `phasegate rollout phases`. */
export function phasesCommand(
  text: string,
  { reason }: { readonly reason?: string },
): Result<Command> {
  const phases = readPhases(text);
  return phases.ok ? accept({ kind: 'phases', phases: phases.value, reason }) : phases;
}
