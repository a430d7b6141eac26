import { DEFAULT_PHASES, inspectAll, parseVersion } from '@phasegate/agent';
import type { Inspection } from '@phasegate/agent';
import { createFeedFetcher } from '@phasegate/agent/node';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Answer, Operator } from '@phasegate/scripts/stage/operator';
import {
  createRemote,
  removeFolder,
  sampleRelease,
  servePublished,
  startPages,
  temporaryFolder,
} from '@phasegate/testkit';
import type { Pages, PublishedPages, Remote } from '@phasegate/testkit';
import { createMachine } from './machine.ts';
import type { Machine, MachineFacts } from './machine.ts';

/** A publisher and its machines: a real git remote, a host that deploys it, the real command line, real agents. */
export interface World {
  readonly remote: Remote;
  readonly site: PublishedPages;
  readonly operator: Operator;
  /** Runs a command that has to end well. */
  readonly run: (...args: readonly string[]) => Promise<Answer>;
  /** Adds a release and brings it to a phase; without a phase it stays a draft. */
  readonly ship: (version: string, phase?: number) => Promise<void>;
  /** A machine with the app started. */
  readonly machine: (bucket: number, facts?: Partial<MachineFacts>) => Promise<Machine>;
  /** What each of the hundred buckets would do, with this version installed. */
  readonly everybody: (installed: string) => Promise<readonly Inspection[]>;
  /** A second release engineer, at a work tree of their own. */
  readonly colleague: () => Promise<Operator>;
  readonly close: () => Promise<void>;
}

/** Sets up feeds with 1.0.0 shipped to everybody. */
export async function openWorld(): Promise<World> {
  const remote = await createRemote();
  const site = await servePublished(remote);
  const folder = await temporaryFolder('files');
  const files = await startPages({ root: folder });
  const operator = createOperator(await remote.clone());
  const machines: Machine[] = [];
  const feedBase = `${site.url}/updates`;
  const run = (...args: readonly string[]): Promise<Answer> => succeed(operator, args);
  const world: World = {
    remote,
    site,
    operator,
    run,
    ship: (version, phase) => ship({ run, folder, files }, version, phase),
    machine: async (bucket, facts = {}) => {
      const machine = await createMachine({ feedBase, bucket, ...facts });
      machines.push(machine);
      await machine.start();
      return machine;
    },
    everybody: (installed) => askEverybody(feedBase, installed),
    colleague: async () => createOperator(await remote.clone()),
    close: async () => {
      for (const machine of machines) {
        machine.stop();
      }
      await site.close();
      await files.close();
      await remote.dispose();
      await removeFolder(folder);
    },
  };
  const facts = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', 'linux'];
  await run('init', ...facts, '--feed-base', feedBase);
  await world.ship('1.0.0', 100);
  return world;
}

/** The buckets that would install the version now. */
export function bucketsOffered(rows: readonly Inspection[], version: string): readonly number[] {
  return rows
    .filter(({ decision }) => decision.kind === 'offer' && decision.version === version)
    .map(({ bucket }) => bucket);
}

/** `0, 1, ... count - 1`. */
export function buckets(count: number): readonly number[] {
  return Array.from({ length: count }, (_, bucket) => bucket);
}

async function succeed(operator: Operator, args: readonly string[]): Promise<Answer> {
  const answer = await operator.phasegate(...args);
  if (answer.code !== 0) {
    throw new Error(
      `phasegate ${args.join(' ')}: ${answer.code}\n${answer.stdout}${answer.stderr}`,
    );
  }
  return answer;
}

interface Shop {
  readonly run: World['run'];
  readonly folder: string;
  readonly files: Pages;
}

async function ship({ run, folder, files }: Shop, version: string, phase?: number): Promise<void> {
  const { path, url } = await sampleRelease({ version, folder, url: files.url });
  const place = ['--platform', 'linux', '--arch', 'x64', '--file', path, '--url', url];
  await run('release', 'add', version, ...place);
  if (phase === undefined) {
    return;
  }
  // Only the first release of all goes to everybody at once; later ones go through the phases.
  const first = version === '1.0.0';
  await run('rollout', 'start', version, '--phase', String(first ? phase : 10), '--yes');
  for (const step of first ? [] : [50, 100].filter((wider) => wider <= phase)) {
    await run('rollout', 'escalate', version, '--phase', step === 50 ? '10' : '50', '--yes');
  }
}

function askEverybody(feedBase: string, installed: string): Promise<readonly Inspection[]> {
  const version = parseVersion(installed);
  if (version === undefined) {
    throw new Error(`${installed} is no version`);
  }
  const fetchFeed = createFeedFetcher({ fetch, allowLoopbackHttp: true });
  const question = {
    app: 'com.example.notes',
    feedBase,
    phases: DEFAULT_PHASES,
    forcedFeed: undefined,
    trust: { kind: 'unsigned' },
    allowLoopbackHttp: true,
    machine: { idPrefix: '00000000', source: 'forced' },
    installed: {
      version,
      platform: 'linux',
      arch: 'x64',
      packageKinds: ['AppImage'],
      systemVersion: undefined,
      channels: [],
      blockedVersions: [],
      wentBackFrom: undefined,
      mayGoBack: true,
      floor: undefined,
    },
  } as const;
  return inspectAll(fetchFeed, question, Date.now());
}
