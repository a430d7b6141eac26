import { DEFAULT_PHASES, inspectAll, parseVersion } from '@phasegate/agent';
import type { Inspection, InspectionQuestion, Phases, Platform } from '@phasegate/agent';
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
import type { Files, Pages, PublishedPages, Remote } from '@phasegate/testkit';
import { createMachine, PACKAGE_OF } from './machine.ts';
import type { Machine, MachineFacts } from './machine.ts';
import { textsBelow } from './texts-below.ts';

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
  readonly everybody: (installed: string, phases?: Phases) => Promise<readonly Inspection[]>;
  /** A second release engineer, at a work tree of their own. */
  readonly colleague: () => Promise<Operator>;
  readonly close: () => Promise<void>;
}

/** Opens a world in which 1.0.0 is shipped to everybody, and with `rolling` 1.1.0 to 10 % as well. */
export async function openWorld(start: Start = 'first'): Promise<World> {
  return worldOn(await beginningOf(start));
}

type Start = 'first' | 'rolling';

interface Places {
  /** Where the feeds are published. */
  readonly feedBase: string;
  /** Where the releases' files are. */
  readonly files: string;
}

type Beginning = (places: Places) => Files;

const made = new Map<Start, Promise<Beginning>>();

/** What leads there takes seconds, so its result is made once, and moved to each world's addresses. */
function beginningOf(start: Start): Promise<Beginning> {
  const known = made.get(start) ?? (start === 'first' ? firstShipped() : rolling());
  made.set(start, known);
  return known;
}

async function firstShipped(): Promise<Beginning> {
  const world = await worldOn(() => ({}));
  const facts = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', 'linux'];
  await world.run('init', '--unsigned', ...facts, '--feed-base', world.places.feedBase);
  await world.ship('1.0.0', 100);
  return leftBy(world);
}

async function rolling(): Promise<Beginning> {
  const world = await worldOn(await beginningOf('first'));
  await world.ship('1.1.0', 10);
  return leftBy(world);
}

async function leftBy(world: PlacedWorld): Promise<Beginning> {
  const texts = await textsBelow(world.operator.workTree);
  const { places } = world;
  await world.close();
  return ({ feedBase, files }) =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [
        name,
        text.replaceAll(places.feedBase, feedBase).replaceAll(places.files, files),
      ]),
    );
}

interface PlacedWorld extends World {
  readonly places: Places;
}

async function worldOn(beginning: Beginning): Promise<PlacedWorld> {
  const folder = await temporaryFolder('files');
  const files = await startPages({ root: folder });
  for (const version of ['1.0.0', '1.1.0']) {
    await sampleRelease({ version, folder, url: files.url });
  }
  const host = await startDeployed(files, beginning);
  const { remote, site, places } = host;
  const operator = createOperator(await remote.clone());
  const machines: Machine[] = [];
  const run = (...args: readonly string[]): Promise<Answer> => succeed(operator, args);
  return {
    places,
    remote,
    site,
    operator,
    run,
    ship: (version, phase) => ship({ run, folder, files }, version, phase),
    machine: async (bucket, facts = {}) => {
      const machine = await createMachine({ feedBase: places.feedBase, bucket, ...facts });
      machines.push(machine);
      await machine.start();
      return machine;
    },
    everybody: (installed, phases) =>
      askEverybody({ feedBase: places.feedBase, phases }, installed),
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
}

/** The host's address is known only once it listens, so the beginning is published to it then. */
async function startDeployed(
  files: Pages,
  beginning: Beginning,
): Promise<{ readonly remote: Remote; readonly site: PublishedPages; readonly places: Places }> {
  const remote = await createRemote();
  const site = await servePublished(remote);
  const places = { feedBase: `${site.url}/updates`, files: files.url };
  const start = beginning(places);
  if (Object.keys(start).length > 0) {
    await remote.publish(start, 'The beginning');
    await site.deploy();
  }
  return { remote, site, places };
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
  const sample = await sampleRelease({ version, folder, url: files.url });
  const kind = ['--platform', 'linux', '--arch', 'x64'];
  const place = [...kind, '--file', sample.path, '--url', sample.url];
  await run('release', 'add', version, ...place);
  if (phase === undefined) {
    return;
  }
  // Only the first release of all goes to everybody at once; later ones go through the phases.
  const first = version === '1.0.0';
  const share = ['--phase', String(first ? phase : 10)];
  await run('rollout', 'start', version, ...share, '--beside', '--yes');
  for (const step of first ? [] : [50, 100].filter((wider) => wider <= phase)) {
    await run('rollout', 'escalate', version, '--phase', step === 50 ? '10' : '50', '--yes');
  }
}

/** Where machines ask, and what they are. */
interface Asked {
  readonly feedBase: string;
  readonly phases?: Phases | undefined;
  readonly platform?: Platform;
  readonly trust?: InspectionQuestion['trust'];
}

/** What each of the hundred buckets would do, with this version installed. */
export function askEverybody(asked: Asked, installed: string): Promise<readonly Inspection[]> {
  const { feedBase, phases = DEFAULT_PHASES, platform = 'linux', trust } = asked;
  const version = parseVersion(installed);
  if (version === undefined) {
    throw new Error(`${installed} is no version`);
  }
  const fetchFeed = createFeedFetcher({ fetch, allowLoopbackHttp: true });
  const question: InspectionQuestion = {
    app: 'com.example.notes',
    feedBase,
    phases,
    forcedFeed: undefined,
    trust: trust ?? { kind: 'unsigned' },
    allowLoopbackHttp: true,
    machine: { idPrefix: '00000000', source: 'forced' },
    installed: {
      version,
      platform,
      arch: 'x64',
      packageKinds: [PACKAGE_OF[platform]],
      systemVersion: undefined,
      channels: [],
      blockedVersions: [],
      wentBackFrom: undefined,
      mayGoBack: true,
      floor: undefined,
    },
  };
  return inspectAll(fetchFeed, question, Date.now());
}
