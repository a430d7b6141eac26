import { createAgent } from '@phasegate/agent';
import type { Agent, AgentFacts, AgentPorts, Logger } from '@phasegate/agent';
import { createFeedFetcher, createMemoryFile, machineOf, systemClock } from '@phasegate/agent/node';
import { DEFAULT_PHASES, parseVersion } from '@phasegate/rollout';

/** A machine of the 10 % phase: its md5 is in bucket 7. */
const MACHINE_ID = 'machine-id-000046';
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const NEVER = 86_400_000;

/** The whole agent on Node's ports, its memory on disk; it has nothing to install with, as `autoDownload` is off beside it. */
export function phasegateAgent(feedBase: string, version: string, folder: string): Agent {
  return createAgent(ports(folder), facts(feedBase, version));
}

function ports(folder: string): AgentPorts {
  const unasked = (): Promise<never> => Promise.reject(new Error('the bench only checks'));
  return {
    fetchFeed: createFeedFetcher({ fetch, allowLoopbackHttp: true }),
    installers: { download: unasked, discard: unasked, install: unasked, retain: unasked },
    memory: createMemoryFile(folder, SILENT),
    clock: systemClock,
    log: SILENT,
    openLink: unasked,
  };
}

function facts(feedBase: string, text: string): AgentFacts {
  const version = parseVersion(text);
  if (version === undefined) {
    throw new Error(`${text} is no version`);
  }
  const { bucket, ...machine } = machineOf(MACHINE_ID, 'forced');
  return {
    app: 'com.example.notes',
    appName: 'Notes',
    installed: {
      version,
      bucket,
      platform: 'linux',
      arch: 'x64',
      packageKinds: ['AppImage'],
      systemVersion: undefined,
      channels: [],
      blockedVersions: [],
      floor: undefined,
    },
    machine,
    feedBase,
    phases: DEFAULT_PHASES,
    forcedFeed: undefined,
    trust: { kind: 'unsigned' },
    allowLoopbackHttp: true,
    allowUnsignedGoBack: false,
    overridesAllowed: false,
    overrides: [],
    languages: ['en'],
    schedule: { firstAfter: NEVER, every: NEVER },
  };
}
