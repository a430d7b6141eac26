import { createUpdateAgent } from '@phasegate/agent-electron/main';
import type { UpdateAgent, UpdateAgentOptions } from '@phasegate/agent-electron/main';

export function updatesWithReports(options: UpdateAgentOptions, enabled: boolean): UpdateAgent {
  return createUpdateAgent({
    ...options,
    reports: { url: 'https://health.example.com/v1/events', enabled },
  });
}

/** The switch in the settings; what waits to be sent is deleted before this resolves. */
export async function setReports(
  updates: UpdateAgent,
  enabled: boolean,
  save: (enabled: boolean) => void,
): Promise<void> {
  save(enabled);
  await updates.reports.setEnabled(enabled);
}
