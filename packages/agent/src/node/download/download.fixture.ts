import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { release } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import {
  removeFolder,
  sampleRelease,
  startPages,
  temporaryFolder,
  until,
} from '@phasegate/testkit';
import type { Pages, RecordedRequest } from '@phasegate/testkit';
import type { Progress } from '../../snapshot.ts';
import type { Target, VerifiedInstaller } from '../../target.ts';
import { createInstallerStore } from './installer-store.ts';
import type { InstallerStore, StoreOptions } from './installer-store.ts';

/** A host with files, and a machine with a store; both real. */
export interface Downloads {
  readonly pages: Pages;
  /** The folder that is served. */
  readonly site: string;
  /** The store's own folder. */
  readonly folder: string;
  readonly log: string[];
  /** Puts a file onto the host, of this size or content. */
  readonly publish: (version: string, what: number | Uint8Array) => Promise<Target>;
  /** A store on the folder, as after a start of the app. */
  readonly open: (options?: Partial<StoreOptions>) => InstallerStore;
  /** Names in one of the store's folders. */
  readonly names: (folder: 'downloads' | 'kept') => Promise<readonly string[]>;
  /** Requests for the file itself. */
  readonly asked: (target: Target) => readonly RecordedRequest[];
  readonly close: () => Promise<void>;
}

/** Opens both; `within`: where the store's folder goes, if not among the temporary ones. */
export async function openDownloads(within?: string): Promise<Downloads> {
  const site = await temporaryFolder('site');
  const folder = within ?? (await temporaryFolder('store'));
  const pages = await startPages({ root: site });
  const log: string[] = [];
  return {
    pages,
    site,
    folder,
    log,
    publish: (version, what) => publish({ site, url: pages.url }, version, what),
    open: (options) => openStore(folder, log, options),
    names: (name) => readdir(path.join(folder, name)).catch(() => []),
    asked: ({ package: file }) => {
      const { pathname } = new URL(file.url);
      return pages.requests.filter((request) => request.path === pathname);
    },
    close: async () => {
      await pages.close();
      await removeFolder(site);
      await removeFolder(folder);
    },
  };
}

/** A store that talks to loopback and logs into an array. */
export function openStore(
  folder: string,
  log: string[],
  options: Partial<StoreOptions> = {},
): InstallerStore {
  const line = (text: string): void => void log.push(text);
  return createInstallerStore({
    fetch,
    allowLoopbackHttp: true,
    folder,
    log: { debug: line, info: line, warn: line, error: line },
    ...options,
  });
}

async function publish(
  { site, url }: { readonly site: string; readonly url: string },
  version: string,
  what: number | Uint8Array,
): Promise<Target> {
  const content = typeof what === 'number' ? { size: what } : { content: what };
  const sample = await sampleRelease({ version, folder: site, url, ...content });
  return targetOf(version, sample);
}

/** A target as a decision makes it. */
export function targetOf(
  version: string,
  {
    url,
    length,
    sha512,
  }: { readonly url: string; readonly length: number; readonly sha512: string },
): Target {
  const file = {
    url,
    length,
    sha512,
    arch: 'x64',
    kind: 'AppImage',
    os: undefined,
    floor: undefined,
    signature: undefined,
  } as const;
  return {
    direction: 'forward',
    release: release({ version: version as Version, packages: [file] }),
    package: file,
  };
}

/** Runs a download to its end, and gives what it told on the way. */
export async function bring(
  store: InstallerStore,
  target: Target,
): Promise<{ readonly installer: VerifiedInstaller; readonly told: readonly Progress[] }> {
  const told: Progress[] = [];
  const tell = (progress: Progress): void => void told.push(progress);
  const installer = await store.download(target, tell, new AbortController().signal);
  return { installer, told };
}

/** Begins a download and calls it off once so many bytes are on the disk; gives what it threw. */
export async function bringUntil(here: Downloads, target: Target, bytes: number): Promise<unknown> {
  const ending = new AbortController();
  const outcome = here.open().download(target, () => undefined, ending.signal);
  const ended = outcome.then(
    () => undefined,
    (error: unknown) => error,
  );
  await until(async () => (await partSize(here)) >= bytes, { what: `${bytes} bytes of a part` });
  ending.abort();
  return ended;
}

/** Bytes of the part that is there. */
export async function partSize(here: Downloads): Promise<number> {
  const name = (await here.names('downloads')).find((one) => one.endsWith('.part'));
  const found = await stat(path.join(here.folder, 'downloads', name ?? '')).catch(() => undefined);
  return found?.isFile() === true ? found.size : 0;
}

/** Base64 sha512 of a file. */
export async function sha512Of(file: string): Promise<string> {
  return createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
}

/** A real disk of so many MiB, in memory; `undefined` where this user may not mount one. */
export async function smallDisk(
  mebibytes: number,
): Promise<{ readonly folder: string; readonly close: () => void } | undefined> {
  const folder = await temporaryFolder('disk');
  const size = `size=${mebibytes}m`;
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'none', folder]);
  return status === 0
    ? { folder, close: () => void spawnSync('umount', ['-l', folder]) }
    : undefined;
}
