import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AgentError } from '../../error.ts';
import type { Installers, Logger } from '../../ports.ts';
import type { Target, VerifiedInstaller } from '../../target.ts';
import { diskError } from '../disk-error.ts';
import { beginWatch } from '../patience.ts';
import type { Watch } from '../patience.ts';
import type { RequestOptions } from '../safe-request.ts';
import { verifyInstaller } from '../verify-installer.ts';
import { createDeltaFinder } from './delta.ts';
import type { DeltaFinder } from './delta.ts';
import { fetchFile } from './fetch-file.ts';
import type { Delta } from './fetch-file.ts';
import { demandSpace } from './free-space.ts';
import { findKept, keepInstaller, keepRunning, retainKept } from './kept-installers.ts';
import type { Shelf } from './kept-installers.ts';
import { createReporter } from './pace.ts';
import { openPart } from './part-file.ts';
import { belongsTo, namesIn, stemOf } from './store-names.ts';

/** How installers are fetched and kept. Times in milliseconds. */
export interface StoreOptions extends RequestOptions {
  /** A folder of the agent's own; `downloads` and `kept` are made in it. */
  readonly folder: string;
  readonly log: Logger;
  /** The file that runs, where it is one: an AppImage. */
  readonly running?: string | undefined;
  /** Without a byte; a minute if not given. */
  readonly idleTimeout?: number;
  /** For one download, however steadily it drips; four hours if not given (100 MB at 8 kB/s come in less). */
  readonly totalTimeout?: number;
  /** Bytes of the disk that a download leaves free; 64 MiB if not given. */
  readonly spareBytes?: number;
}

/** The agent's installers, but for the installing. */
export interface InstallerStore extends Pick<Installers, 'download' | 'discard' | 'retain'> {
  /**
   * Keeps an installer that is about to run, so that its version can be gone back to offline; the file has a new place
   * then. Returns how to put it back, for when it did not run.
   */
  readonly keep: (target: Target, installer: VerifiedInstaller) => Promise<() => Promise<void>>;
  /** Keeps the very file that runs, before it is replaced. */
  readonly keepRunning: (file: string, version: string) => Promise<void>;
}

/** Milliseconds: what nobody came back for in a month is deleted. */
const KEPT_FOR = 30 * 86_400_000;

interface Store {
  readonly options: StoreOptions;
  readonly downloads: string;
  readonly shelf: Shelf;
  readonly findDelta: DeltaFinder;
}

/** Installers in a folder: fetched (resumed where there is a part), verified, found again, kept for going back. */
export function createInstallerStore(options: StoreOptions): InstallerStore {
  const { folder, log, running } = options;
  const downloads = path.join(folder, 'downloads');
  const kept = path.join(folder, 'kept');
  const shelf = { folder: kept, log };
  const findDelta = createDeltaFinder({ ...options, kept, running });
  const store = { options, downloads, shelf, findDelta };
  return {
    download: (target, onProgress, signal) => download(store, { target, onProgress, signal }),
    discard: () =>
      rm(downloads, { recursive: true, force: true }).catch((cause: unknown) => {
        throw diskError(cause, 'the download could not be deleted');
      }),
    retain: async (digests) => {
      await retainKept(shelf, digests);
      await sweep(downloads, Date.now() - KEPT_FOR);
    },
    keep: (target, installer) => keepInstaller(shelf, installer, target),
    keepRunning: (file, version) => keepRunning(shelf, file, version),
  };
}

interface Wanted {
  readonly target: Target;
  readonly onProgress: Parameters<Installers['download']>[1];
  readonly signal: AbortSignal;
}

async function download(store: Store, wanted: Wanted): Promise<VerifiedInstaller> {
  const { target, onProgress, signal } = wanted;
  if (signal.aborted) {
    throw calledOff();
  }
  await forgetOthers(store.downloads, stemOf(target));
  const found =
    (await findKept(store.shelf, target)) ??
    (await findKept({ ...store.shelf, folder: store.downloads }, target));
  if (found !== undefined) {
    const { length } = target.package;
    onProgress({ received: length, total: length });
    return found;
  }
  const { blockMap } = namesIn(store.downloads, stemOf(target));
  const delta = await store.findDelta(target, blockMap, signal);
  const { idleTimeout: idle = 60_000, totalTimeout: total = 4 * 3_600_000 } = store.options;
  const watch = beginWatch({ idle, total });
  const callOff = (): void => watch.stop(calledOff());
  signal.addEventListener('abort', callOff, { once: true });
  try {
    if (signal.aborted) {
      throw calledOff();
    }
    return await fetchVerified(store, { target, onProgress, watch, delta });
  } finally {
    watch.end();
    signal.removeEventListener('abort', callOff);
  }
}

/** What is fetched, and how. */
interface Fetch {
  readonly target: Target;
  readonly onProgress: Wanted['onProgress'];
  readonly watch: Watch;
  readonly delta: Delta | undefined;
}

/** What was glued together from several answers, or from an older file, and is not the file: once anew, then no more. */
async function fetchVerified(store: Store, fetch: Fetch): Promise<VerifiedInstaller> {
  const { target } = fetch;
  const names = namesIn(store.downloads, stemOf(target));
  const whole = await fetchMissing(store, fetch);
  try {
    return await settle(names, target);
  } catch (error) {
    if (whole || !isFaulty(error)) {
      throw error;
    }
    store.options.log.warn(`the download is damaged, it is fetched anew: ${error.message}`);
    await fetchMissing(store, { ...fetch, delta: undefined });
    return settle(names, target);
  }
}

/** Fetches what is missing; says whether one answer had all of it. */
async function fetchMissing(
  { options, downloads }: Store,
  { target, onProgress, watch, delta }: Fetch,
): Promise<boolean> {
  const { url, length } = target.package;
  const names = namesIn(downloads, stemOf(target));
  const { version } = target.release;
  const { spareBytes: spare = 64 * 2 ** 20 } = options;
  const part = await openPart(names.part, length);
  try {
    const missing = length - part.size();
    await demandSpace({ folder: downloads, version, missing, spare });
    const report = createReporter(length, onProgress);
    const whole = await fetchFile({ url, length, part, delta, watch, report }, options);
    await part.sync();
    return whole;
  } finally {
    await part.close();
    if (part.size() === 0) {
      await removePart(names.part);
    }
  }
}

async function settle(
  { part, installer }: ReturnType<typeof namesIn>,
  target: Target,
): Promise<VerifiedInstaller> {
  try {
    await rename(part, installer);
  } catch (cause) {
    throw diskError(cause, 'the download could not be put in its place');
  }
  await removePart(part);
  try {
    return await verifyInstaller(installer, target);
  } catch (error) {
    await rm(installer, { force: true });
    throw error;
  }
}

async function removePart(part: string): Promise<void> {
  for (const file of [part, `${part}.json`]) {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

function isFaulty(error: unknown): error is AgentError {
  return (
    error instanceof AgentError &&
    (error.code === 'download-wrong-digest' || error.code === 'download-wrong-length')
  );
}

/** One release is on its way at a time; what is left of another one will not be wanted any more. */
async function forgetOthers(folder: string, wanted: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!belongsTo(name, wanted)) {
      await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function sweep(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < before) {
      await rm(file, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function calledOff(): AgentError {
  return new AgentError('download-cancelled', 'the download was called off');
}
