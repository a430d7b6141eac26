import { copyFile, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import {
  createAgent,
  DEFAULT_PHASES,
  parseBucket,
  parseVersion,
  parseVersionRange,
} from '@phasegate/agent';
import type {
  Agent,
  AgentFacts,
  AgentPorts,
  AgentSnapshot,
  Installers,
  Platform,
} from '@phasegate/agent';
import {
  createFeedFetcher,
  createInstallerStore,
  createMemoryFile,
  systemClock,
  verifyInstaller,
} from '@phasegate/agent/node';
import { temporaryFolder } from '@phasegate/testkit';

/** A desktop machine without a window: the real agent, real HTTP, a real state file, real files that are replaced. */
export interface Machine {
  /** Starts the app, as its user would; what was begun before is settled. */
  readonly start: () => Promise<void>;
  /** Checks, and waits until nothing is under way. */
  readonly check: () => Promise<AgentSnapshot>;
  /** Presses the button of this kind on the notice that is shown, and waits; after an install the app starts anew. */
  readonly press: (kind: string) => Promise<AgentSnapshot>;
  readonly see: () => AgentSnapshot;
  /** The app has run long enough to count as started well. */
  readonly startWell: () => Promise<void>;
  /** The version that would run after a restart. */
  readonly version: () => string;
  /** Files that wait to be installed, as `notes-1.1.0`; parts and whatever else is there by their own names. */
  readonly downloads: () => Promise<readonly string[]>;
  /** Installers that were kept, likewise. */
  readonly kept: () => Promise<readonly string[]>;
  readonly log: readonly string[];
  readonly stateFile: string;
  readonly stop: () => void;
}

/** What a machine is. */
export interface MachineFacts {
  readonly feedBase: string;
  readonly bucket: number;
  readonly version?: string;
  /** Linux, if nothing else is said. */
  readonly platform?: Platform;
  /** What its user reads, most wanted first: English, if nothing else is said. */
  readonly languages?: readonly string[];
  readonly allowUnsignedGoBack?: boolean;
  /** The app's own blocklist: semver ranges. */
  readonly blockedVersions?: readonly string[];
  /** No signatures asked for, if nothing else is said. */
  readonly trust?: AgentFacts['trust'];
  /** What schedule and snoozes go by, where it is not the machine's clock. */
  readonly scheduleClock?: AgentPorts['scheduleClock'];
  /** Replaces parts of the world by broken ones. */
  readonly ports?: (ports: AgentPorts) => AgentPorts;
  /** Told of each agent before it starts. */
  readonly onAgent?: (agent: Agent, facts: AgentFacts, folder: string) => void;
}

/** The package that replaces the running app, on each platform. */
export const PACKAGE_OF = { macos: 'zip', windows: 'nsis', linux: 'AppImage' } as const;

/** Sets a machine up with a version installed; nothing runs yet. */
export async function createMachine(facts: MachineFacts): Promise<Machine> {
  const folder = await temporaryFolder('machine');
  const log: string[] = [];
  const disk = { version: facts.version ?? '1.0.0', restarts: 0 };
  const logger = loggerOf(log, facts.feedBase);
  const installers = installersOn(folder, logger, {
    version: () => disk.version,
    restart: (version) => {
      disk.version = version;
      disk.restarts += 1;
    },
  });
  const ports = portsOf({
    folder,
    log: logger,
    installers,
    scheduleClock: facts.scheduleClock,
  });
  let agent: Agent | undefined;
  const start = async (): Promise<void> => {
    agent?.stop();
    const now = factsOf(facts, disk.version);
    agent = createAgent((facts.ports ?? ((same) => same))(ports), now);
    facts.onAgent?.(agent, now, folder);
    await agent.start();
  };
  const running = (): Agent => {
    if (agent === undefined) {
      throw new Error('the machine was not started');
    }
    return agent;
  };
  return {
    start,
    check: async () => {
      await running().check();
      await running().settled();
      return running().snapshot();
    },
    press: async (kind) => {
      const { notice } = running().snapshot();
      const button = notice?.actions.find((action) => action.kind === kind);
      if (notice === undefined || button === undefined) {
        throw new Error(`no notice shows a button "${kind}": ${JSON.stringify(notice)}`);
      }
      const before = disk.restarts;
      await running().act(notice.id, button.index);
      await running().settled();
      if (disk.restarts > before) {
        await start();
      }
      return running().snapshot();
    },
    see: () => running().snapshot(),
    startWell: async () => {
      running().startedWell();
      await running().settled();
    },
    version: () => disk.version,
    downloads: () => namesIn(path.join(folder, 'downloads')),
    kept: () => namesIn(path.join(folder, 'kept')),
    log,
    stateFile: path.join(folder, 'state', 'state.json'),
    stop: () => agent?.stop(),
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => name.replace(/^(.+)-[0-9a-f]{64}\.installer$/, 'notes-$1'));
}

/** The real store; installing replaces the app's file, as AppImageUpdater does, and keeps both. */
function installersOn(
  folder: string,
  log: AgentPorts['log'],
  app: { readonly version: () => string; readonly restart: (version: string) => void },
): Installers {
  const running = path.join(folder, 'notes.AppImage');
  const store = createInstallerStore({ fetch, allowLoopbackHttp: true, folder, log });
  return {
    download: store.download,
    discard: store.discard,
    retain: store.retain,
    install: async (target, installer) => {
      await verifyInstaller(installer.path, target);
      await copyFile(installer.path, `${running}.new`);
      await store.keepRunning(running, app.version());
      await store.keep(target, installer);
      await rename(`${running}.new`, running);
      app.restart(installer.version);
    },
  };
}

function loggerOf(lines: string[], feedBase: string): AgentPorts['log'] {
  const line =
    (level: string) =>
    (message: string): void => {
      lines.push(`${level}: ${message.replaceAll(feedBase, '')}`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function portsOf(
  world: Pick<AgentPorts, 'installers' | 'log' | 'scheduleClock'> & { readonly folder: string },
): AgentPorts {
  return {
    fetchFeed: createFeedFetcher({ fetch, allowLoopbackHttp: true, timeout: 5000 }),
    installers: world.installers,
    memory: createMemoryFile(path.join(world.folder, 'state'), world.log),
    clock: systemClock,
    scheduleClock: world.scheduleClock,
    log: world.log,
    openLink: () => Promise.resolve(),
  };
}

function factsOf(facts: MachineFacts, installed: string): AgentFacts {
  const version = parseVersion(installed);
  const bucket = parseBucket(String(facts.bucket));
  if (version === undefined || bucket === undefined) {
    throw new Error(`${installed} and ${facts.bucket} are no version and bucket`);
  }
  return {
    app: 'com.example.notes',
    appName: 'Notes',
    installed: {
      version,
      platform: facts.platform ?? 'linux',
      arch: 'x64',
      packageKinds: [PACKAGE_OF[facts.platform ?? 'linux']],
      systemVersion: undefined,
      bucket,
      channels: [],
      blockedVersions: (facts.blockedVersions ?? []).flatMap(
        (text) => parseVersionRange(text) ?? [],
      ),
      floor: undefined,
    },
    machine: { idPrefix: '00000000', source: 'forced' },
    feedBase: facts.feedBase,
    phases: DEFAULT_PHASES,
    forcedFeed: undefined,
    trust: facts.trust ?? { kind: 'unsigned' },
    allowLoopbackHttp: true,
    allowUnsignedGoBack: facts.allowUnsignedGoBack ?? true,
    overridesAllowed: false,
    overrides: [],
    languages: facts.languages ?? ['en'],
    schedule: { firstAfter: 3_600_000, every: 3_600_000 },
  };
}
