import type { ConfigInput } from '@phasegate/feed-ops';

export type { ConfigInput } from '@phasegate/feed-ops';

/** What `phasegate.config.ts` exports by default: the config, with its types checked and its keys completed. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
