import { DEFAULT_PHASES, parsePhase, parseVersion } from '@phasegate/rollout';
import type { Phase, Platform, Version } from '@phasegate/rollout';

import type { AddRelease, Command, Move, Rollback, StartRollout } from './command.ts';
import { NO_WORDS } from './advisories/words.ts';
import type { Config } from './state/config.ts';
import type { Base, FeedRepository } from './git/feed-repository.ts';
import { withPast } from './state/load-past.ts';
import { loadSnapshot } from './state/load-snapshot.ts';
import { plan } from './plan/plan.ts';
import type { Change, Planned } from './plan/plan-types.ts';
import type { HealthReading } from './health/report.ts';
import type { OperatorKeys } from './keys/signing.ts';
import type { Snapshot } from './state/snapshot.ts';

/** A product whose files lie in memory, for tests of the pure part. */
export interface MemoryProduct {
  readonly files: Map<string, string>;
  readonly snapshot: () => Promise<Snapshot>;
  /** Plans a command and, where it is a change, writes it. */
  readonly run: (command: Command) => Promise<Planned>;
  /** Plans a command that must be a change, and writes it. */
  readonly change: (command: Command) => Promise<Change>;
  /** Takes files that a test has changed by hand for the newest commit. */
  readonly remember: () => void;
  /** The keys that operators have at hand from now on. */
  readonly setKeys: (keys: OperatorKeys) => void;
  /** What the health source says from now on. */
  readonly setHealth: (reading: HealthReading) => void;
  /** Lets time go by, and returns what it is then. */
  readonly pass: (hours: number) => number;
  readonly feed: (platform: Platform, feed: string) => string;
}

export const CONFIG: Config = {
  app: 'com.example.notes',
  title: 'Notes',
  updates: 'updates',
  platforms: ['linux'],
  phases: DEFAULT_PHASES,
  branch: 'gh-pages',
  remote: 'origin',
  feedBase: undefined,
  trust: 'unsigned',
};

export const NOW = Date.UTC(2026, 10, 23, 4);

/** An empty product; with releases they are added, started and taken to everybody in that order. */
export async function memoryProduct(
  releases: readonly string[] = [],
  config: Config = CONFIG,
  keys?: OperatorKeys,
): Promise<MemoryProduct> {
  let hand = keys;
  let health: HealthReading | undefined;
  const files = new Map<string, string>();
  // Every state that was written, so that an undo finds what was before.
  const written: ReadonlyMap<string, string>[] = [];
  let now = NOW;
  const repository = memoryRepository(files, written);
  const load = async (fresh?: Config): Promise<Snapshot> => {
    const loaded = await loadSnapshot(repository, BASE, fresh);
    if (!loaded.ok) {
      throw new Error(loaded.refusal.message);
    }
    return loaded.value;
  };
  const run = async (command: Command): Promise<Planned> => {
    now += 60_000;
    const fresh = command.kind === 'init' ? command.config : undefined;
    const snapshot = await load(fresh);
    const asked = await withPast(command, repository, BASE, snapshot);
    if (!asked.ok) {
      return asked;
    }
    const planned = plan(asked.value, snapshot, {
      now,
      actor: 'Op <op@example.com>',
      keys: hand,
      health,
    });
    if (planned.ok && planned.plan.kind === 'change') {
      write(files, planned.plan);
      written.push(new Map(files));
    }
    return planned;
  };
  const product: MemoryProduct = {
    files,
    snapshot: () => load(),
    run,
    remember: () => {
      written.splice(-1, 1, new Map(files));
    },
    setKeys: (other) => {
      hand = other;
    },
    setHealth: (reading) => {
      health = reading;
    },
    pass: (hours) => (now += hours * 3_600_000),
    change: async (command) => changeOf(await run(command)),
    feed: (platform, feed) => files.get(`updates/${platform}/${feed}/appcast.xml`) ?? '',
  };
  await product.change({ kind: 'init', config, rootThreshold: keys && 2 });
  for (const [at, version] of releases.entries()) {
    await release(product, version, config, at === 0);
  }
  return product;
}

/** The change of a plan that must be one. */
export function changeOf(planned: Planned): Change {
  if (!planned.ok) {
    throw new Error(`${planned.refusal.code}: ${planned.refusal.message}`);
  }
  if (planned.plan.kind !== 'change') {
    throw new Error(planned.plan.headline);
  }
  return planned.plan;
}

const v = (text: string): Version => parseVersion(text) as Version;
export const phase = (share: number): Phase => parsePhase(String(share)) as Phase;

export function add(version: string, platform: Platform = 'linux'): AddRelease {
  const url = `https://example.com/notes-${version}.${platform === 'linux' ? 'AppImage' : 'zip'}`;
  const sha512 = Buffer.alloc(64, version).toString('base64');
  const kind = platform === 'linux' ? 'AppImage' : 'zip';
  const packages = [{ url, length: 1000, sha512, arch: 'x64', kind } as const];
  const pubDate = 'Mon, 16 Nov 2026 09:00:00 +0000';
  return {
    kind: 'add',
    release: { version: v(version), title: undefined, pubDate },
    packages: { [platform]: packages },
  };
}

/** Beside whatever is rolling, unless something else is said. */
export function start(
  version: string,
  share?: number,
  overlap: StartRollout['overlap'] = 'beside',
): StartRollout {
  const to = share === undefined ? undefined : phase(share);
  return { kind: 'start', version: v(version), phase: to, platforms: undefined, overlap };
}

/** Without a word about what is rolling. */
export function plainStart(version: string): StartRollout {
  const { overlap: _none, ...plain } = start(version);
  return plain;
}

export function move(kind: Move, version: string, share?: number): Command {
  const at = share === undefined ? undefined : phase(share);
  return { kind, version: v(version), phase: at, reason: undefined, platforms: undefined };
}

export function rollback(versions: readonly string[], more: Partial<Rollback> = {}): Rollback {
  return {
    kind: 'rollback',
    versions: versions.map((version) => v(version)),
    reason: 'it crashes',
    method: 'remove',
    words: NO_WORDS,
    platforms: undefined,
    ...more,
  };
}

export function stop(version?: string): Command {
  const named = version === undefined ? undefined : v(version);
  return { kind: 'emergency-stop', version: named, reason: 'fire', platforms: undefined };
}

export function lift(version: string): Command {
  const reason = 'it was the network';
  return { kind: 'emergency-lift', version: v(version), reason, platforms: undefined };
}

const BASE: Base = { commit: 'memory', ahead: 0 };

function write(files: Map<string, string>, { edits }: Change): void {
  for (const { path, before, after } of edits) {
    if (files.get(path) !== before) {
      throw new Error(`${path} is not what the plan was made on`);
    }
    files.set(path, after);
  }
}

async function release(
  product: MemoryProduct,
  version: string,
  { platforms }: Config,
  first: boolean,
): Promise<void> {
  for (const platform of platforms) {
    await product.change(add(version, platform));
  }
  await product.change(start(version, first ? 100 : 10));
  for (const at of first ? [] : [10, 50]) {
    await product.change(move('escalate', version, at));
  }
}

function memoryRepository(
  files: ReadonlyMap<string, string>,
  written: readonly ReadonlyMap<string, string>[],
): FeedRepository {
  const at = ({ commit }: Base): ReadonlyMap<string, string> =>
    commit === BASE.commit ? files : (written[Number(commit)] ?? new Map());
  const never = (): never => {
    throw new Error('a test of the pure part came to git');
  };
  return {
    root: '/',
    branch: 'gh-pages',
    pushes: true,
    catchUp: never,
    lastSeen: never,
    read: async (base, paths) =>
      new Map(
        paths.flatMap((path) => {
          const text = at(base).get(path);
          return text === undefined ? [] : [[path, Buffer.from(text)] as const];
        }),
      ),
    list: async () => [...files.keys()],
    has: never,
    queue: { read: never, put: never, clear: never },
    hold: never,
    recover: never,
    commitsOf: async (_base, path) =>
      written
        .map((state, index) => ({
          commit: String(index),
          ahead: 0,
          changed: state.get(path) !== written[index - 1]?.get(path),
        }))
        .filter(({ changed }) => changed)
        .reverse(),
    commitsOfLines: never,
    finish: never,
    backUp: never,
    prepare: never,
    push: never,
    settle: never,
  };
}

/** The code of a refusal (or `nothing-to-do`); whatever is refused must leave every file as it was. */
export async function refusalOf(product: MemoryProduct, command: Command): Promise<string> {
  const before = new Map(product.files);
  const planned = await product.run(command);
  const same = [...product.files].every(([path, text]) => before.get(path) === text);
  if (!same || before.size !== product.files.size) {
    throw new Error('a refused command changed a file');
  }
  return planned.ok ? planned.plan.kind : planned.refusal.code;
}
