import { createUpdateAgent } from '@phasegate/agent-electron/main';
import type { UpdateAgent, UpdateAgentOptions } from '@phasegate/agent-electron/main';

export interface UpdateSettings {
  readonly volunteer: boolean;
  readonly tester: boolean;
  readonly askBeforeDownload: boolean;
}

export function updatesFor(options: UpdateAgentOptions, settings: UpdateSettings): UpdateAgent {
  return createUpdateAgent({
    ...options,
    // Who asks is shown the newest release of any phase; never one that is withdrawn.
    manualChecksBypassPhase: settings.volunteer,
    // Beside the releases for everybody, those that their feed marks with this channel.
    channels: settings.tester ? ['beta'] : [],
    // Releases are told of, and fetched when their user says so.
    autoDownload: !settings.askBeforeDownload,
  });
}
