import type { AgentFacts } from '../facts.ts';
import type { ReportFacts } from './ports.ts';
import { SDK_VERSION } from './sdk-version.ts';

/** Of all that the agent knows of app and machine, what reports may say. */
export function reportFactsOf({ app, installed, overrides }: AgentFacts): ReportFacts {
  const { version, platform, arch } = installed;
  return { app, sdk: SDK_VERSION, version, platform, arch, overridden: overrides.length > 0 };
}
