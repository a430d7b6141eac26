import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readAppcast } from '@phasegate/appcast';
import { parseInstant } from '@phasegate/rollout';
import type { Feed } from '@phasegate/rollout';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Answer, Operator } from '@phasegate/scripts/stage/operator';
import {
  createRemote,
  removeFolder,
  sampleRelease,
  servePublished,
  temporaryFolder,
} from '@phasegate/testkit';
import type { Files, PublishedPages, Remote } from '@phasegate/testkit';
import {
  countersAfterRoot,
  feedHash,
  freshCounters,
  judgeFeed,
  openRoot,
  readKeyFile,
  verifyFeed,
  walkRoots,
} from '@phasegate/trust';
import type { FeedCounters, FeedRuling, PrivateKey, Root } from '@phasegate/trust';
import { textsBelow } from './texts-below.ts';

/** A publisher that signs: real git, a real host, the real command line, keys in a folder of their own. */
export interface SignedWorld {
  readonly remote: Remote;
  readonly site: PublishedPages;
  readonly operator: Operator;
  /** The folder of the keys. */
  readonly keys: string;
  readonly feedBase: string;
  /** Runs a command that has to end well. */
  readonly run: (...args: readonly string[]) => Promise<Answer>;
  /** Adds a release; with `start` it goes to everybody, which only the first may. */
  readonly add: (version: string, start?: boolean) => Promise<void>;
  /** The keys of a role in the folder. */
  readonly keysOf: (role: 'root' | 'release' | 'feed') => Promise<readonly PrivateKey[]>;
  /** The published bytes of a feed. */
  readonly feed: (name?: string) => Promise<Uint8Array>;
  /** A published root; `undefined` where the host has none. */
  readonly root: (version: number) => Promise<Uint8Array | undefined>;
  /** A client that was built with a published root. */
  readonly client: (rootVersion: number) => Promise<Client>;
  /** Another seat at the same product, with other facts of the environment. */
  readonly colleague: (environment?: NodeJS.ProcessEnv) => Promise<Operator>;
  readonly close: () => Promise<void>;
}

/** What a client keeps, and what it does with the bytes of a feed: the functions of the SDK, joined as it joins them. */
export interface Client {
  readonly root: () => Root;
  readonly counters: () => FeedCounters;
  /** Asks for the next root until there is none. */
  readonly walk: () => Promise<void>;
  /** Verifies and judges; what is accepted is remembered. `unsigned` where the signatures do not hold. */
  readonly judge: (bytes: Uint8Array, now?: number) => FeedRuling | { readonly kind: 'unsigned' };
}

/** Opens a world and sets it up by the real commands: signed feeds, 1.0.0 for everybody. */
export async function openSignedWorld(...init: readonly string[]): Promise<SignedWorld> {
  const world = await openSeat(() => ({}), {});
  await world.run('init', ...FACTS, '--feed-base', world.feedBase, ...init);
  await world.add('1.0.0', true);
  return world;
}

/** The same beginning, made once: what is signed names no host, so files and keys can be laid out anew. */
export async function openShippedWorld(): Promise<SignedWorld> {
  shipped ??= (async () => {
    const world = await openSignedWorld();
    const [files, keys] = await Promise.all(
      [world.operator.workTree, world.keys].map((folder) => textsBelow(folder)),
    );
    const { feedBase } = world;
    await world.close();
    return { files: files ?? {}, keys: keys ?? {}, feedBase };
  })();
  const { files, keys, feedBase } = await shipped;
  const config = files['phasegate.json'] ?? '';
  const moved = (now: string): Files => ({
    ...files,
    'phasegate.json': config.replace(feedBase, now),
  });
  return openSeat(moved, keys);
}

const FACTS = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', 'linux'] as const;

let shipped:
  | Promise<{
      readonly files: Readonly<Record<string, string>>;
      readonly keys: Readonly<Record<string, string>>;
      readonly feedBase: string;
    }>
  | undefined;

/** A publisher with these files on the branch and these keys in the folder. */
export async function openSeat(
  beginning: (feedBase: string) => Files,
  keyFiles: Readonly<Record<string, string>>,
): Promise<SignedWorld> {
  const remote = await createRemote();
  const site = await servePublished(remote);
  const [keys, files] = [await temporaryFolder('keys'), await temporaryFolder('files')];
  const feedBase = `${site.url}/updates`;
  const begun = beginning(feedBase);
  if (Object.keys(begun).length > 0) {
    await remote.publish(begun, 'The beginning');
    await site.deploy();
  }
  for (const [name, text] of Object.entries(keyFiles)) {
    await writeFile(path.join(keys, name), text, { mode: 0o600 });
  }
  const operator = createOperator(await remote.clone());
  const run = (...args: readonly string[]): Promise<Answer> =>
    succeed(operator, [...args, '--keys', keys]);
  const root = async (version: number): Promise<Uint8Array | undefined> => {
    const response = await fetch(`${feedBase}/keys/${version}.root.json`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  };
  return {
    remote,
    site,
    operator,
    keys,
    feedBase,
    run,
    add: (version, start = false) => add({ run, files }, version, start),
    keysOf: (role) => keysIn(keys, role),
    feed: async (name = 'stable') => {
      const address = `${feedBase}/linux/${encodeURIComponent(name)}/appcast.xml`;
      return new Uint8Array(await (await fetch(address)).arrayBuffer());
    },
    root,
    client: async (version) => clientFrom((await root(version)) ?? new Uint8Array(), root),
    colleague: async (environment) => createOperator(await remote.clone(), environment),
    close: async () => {
      await site.close();
      await remote.dispose();
      await Promise.all([keys, files].map((folder) => removeFolder(folder)));
    },
  };
}

async function succeed(operator: Operator, args: readonly string[]): Promise<Answer> {
  const answer = await operator.phasegate(...args);
  if (answer.code !== 0) {
    throw new Error(`phasegate ${args.join(' ')}: ${answer.stdout}${answer.stderr}`);
  }
  return answer;
}

async function add(
  { run, files }: { readonly run: SignedWorld['run']; readonly files: string },
  version: string,
  start: boolean,
): Promise<void> {
  const sample = await sampleRelease({ version, folder: files, url: 'https://example.com' });
  const place = ['--file', sample.path, '--url', sample.url, '--arch', 'x64'];
  await run('release', 'add', version, '--platform', 'linux', ...place);
  if (start) {
    await run('rollout', 'start', version, '--phase', '100', '--yes');
  }
}

async function keysIn(folder: string, role: string): Promise<readonly PrivateKey[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${role}-`));
  return Promise.all(
    names.map(async (name) => readKeyFile(await readFile(path.join(folder, name), 'utf8'))),
  );
}

function clientFrom(
  embedded: Uint8Array,
  fetchRoot: (version: number) => Promise<Uint8Array | undefined>,
): Client {
  const opened = openRoot(embedded);
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  let { root } = opened;
  let counters = freshCounters(root.version);
  return {
    root: () => root,
    counters: () => counters,
    walk: async () => {
      const nexts: Uint8Array[] = [];
      for (let version = root.version + 1; ; version += 1) {
        const next = await fetchRoot(version);
        if (next === undefined) {
          break;
        }
        nexts.push(next);
      }
      const walked = walkRoots(root, nexts, Date.now());
      if (walked.problem !== undefined) {
        throw new Error(walked.problem.message);
      }
      counters = countersAfterRoot(counters, root, walked.root);
      ({ root } = walked);
    },
    judge: (bytes, now = Date.now()) => {
      const verdict = verifyFeed(bytes, { kind: 'signed', root });
      if (!verdict.ok) {
        return { kind: 'unsigned' };
      }
      const claim = claimOf(readFeed(bytes, root));
      const expected = { app: 'com.example.notes', platform: 'linux', name: 'stable' };
      const sha256 = feedHash(verdict.verified);
      const rootVersion = root.version;
      const ruling = judgeFeed({ counters, claim, sha256, expected, rootVersion, now });
      counters = ruling.kind === 'accept' ? ruling.counters : counters;
      return ruling;
    },
  };
}

/** A signed feed as the client reads it. */
export function readFeed(bytes: Uint8Array, root: Root): Feed {
  const verdict = verifyFeed(bytes, { kind: 'signed', root });
  const read = verdict.ok ? readAppcast(verdict.verified, { platform: 'linux' }) : verdict;
  if (!read.ok) {
    throw new Error(read.problem.message);
  }
  return read.feed;
}

function claimOf({ identity }: Feed): Parameters<typeof judgeFeed>[0]['claim'] {
  const issued = parseInstant(identity?.issued ?? '');
  const expires = parseInstant(identity?.expires ?? '');
  return identity === undefined || issued === undefined || expires === undefined
    ? undefined
    : { ...identity, issued, expires };
}
