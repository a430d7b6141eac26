import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseMemory, signedBy } from '@phasegate/agent';
import type { AgentMemory } from '@phasegate/agent';
import { createFeedFetcher } from '@phasegate/agent/node';
import {
  removeFolder,
  sampleRelease,
  startPages,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { FeedItemFacts, Pages } from '@phasegate/testkit';
import type { PackageFacts, PrivateKey } from '@phasegate/trust';
import { newKeys, rootOf, signedFeed, signedItem } from '../signed-feed.ts';
import type { Keys, SignedFeed } from '../signed-feed.ts';
import { createMachine } from './machine.ts';
import type { Machine, MachineFacts } from './machine.ts';

/** A real static host whose feeds, packages and roots are signed by hand. */
export interface SignedSite {
  readonly pages: Pages;
  readonly keys: Keys;
  /** What the machines' clocks say; epoch milliseconds. */
  now: number;
  /** The file of a release and its item, the package signed; `lie` changes what the statement says. */
  readonly release: (
    version: string,
    lie?: Partial<PackageFacts>,
    signer?: PrivateKey,
  ) => Promise<FeedItemFacts>;
  /** The bytes of a feed. */
  readonly feed: (feed: SignedFeed) => Buffer;
  /** Puts bytes, or a feed, where machines of `stable` look. */
  readonly publish: (feed: SignedFeed | Uint8Array) => Promise<void>;
  /** Publishes the next root with these keys, signed by those before as well. */
  readonly rotate: (version: number, keys: Keys, before?: Keys) => Promise<void>;
  readonly put: (file: string, bytes: Uint8Array | string) => Promise<void>;
  /** A machine with the app started: bucket 60, on 1.0.0, root 1 embedded. */
  readonly machine: (facts?: Partial<MachineFacts>) => Promise<Machine>;
  readonly close: () => Promise<void>;
}

const DAY = 86_400_000;
export const FEED = '/updates/linux/stable/appcast.xml';
export const NOON: number = Date.parse('2026-11-23T12:00:00Z');
export const days = (count: number): number => count * DAY;

/** What the machine keeps, without when it last asked for a root. */
export async function memoryOf(here: Machine): Promise<AgentMemory | undefined> {
  const memory = parseMemory(await readFile(here.stateFile, 'utf8'));
  return memory && { ...memory, trust: { ...memory.trust, rootAskedAt: undefined } };
}

export async function openSignedSite(): Promise<SignedSite> {
  const folder = await temporaryFolder('signed');
  const pages = await startPages({ root: folder });
  const machines: Machine[] = [];
  const keys = newKeys();
  const put = (file: string, bytes: Uint8Array | string): Promise<void> =>
    writeFiles(folder, { [file]: bytes });
  const site: SignedSite = {
    pages,
    keys,
    now: NOON,
    release: async (version, lie = {}, signer = keys.release) => {
      const sample = await sampleRelease({ version, folder, url: pages.url });
      const { length, sha512, item } = sample;
      return signedItem(item, { version, length, sha512, ...lie }, signer);
    },
    feed: (feed) => signedFeed(feed, keys),
    publish: (feed) => put(`.${FEED}`, feed instanceof Uint8Array ? feed : site.feed(feed)),
    rotate: (version, next, before = keys) =>
      put(`updates/keys/${version}.root.json`, rootOf(version, next, before)),
    put,
    machine: async (facts = {}) => {
      const created = await createMachine({
        feedBase: `${pages.url}/updates`,
        bucket: 60,
        trust: signedBy(rootOf(1, keys)),
        ...facts,
        ports: (ports) => ({
          ...ports,
          clock: { ...ports.clock, now: () => site.now },
          fetchFeed: createFeedFetcher({ fetch, allowLoopbackHttp: true, timeout: 1000 }),
        }),
      });
      machines.push(created);
      await created.start();
      return created;
    },
    close: async () => {
      machines.forEach((one) => one.stop());
      await pages.close();
      await removeFolder(folder);
    },
  };
  return site;
}

/** The whole path a machine's download lies at. */
export async function downloadOf(here: Machine, version: string): Promise<string> {
  const folder = path.join(here.stateFile, '..', '..', 'downloads');
  const names = await readdir(folder);
  const found = names.find((name) => name.startsWith(`${version}-`) && name.endsWith('.installer'));
  return path.join(folder, found ?? `no download of ${version}`);
}
