import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../../ports.ts';
import type { Target } from '../../target.ts';
import type { RequestOptions } from '../safe-request.ts';
import { fetchedBytes, planDelta, readBlockMap } from './block-map.ts';
import type { BlockMap } from './block-map.ts';
import type { Delta } from './fetch-file.ts';
import { fetchEmbeddedMap, fetchMap } from './fetch-map.ts';
import { oldInstallers } from './old-installers.ts';
import type { OldInstaller } from './old-installers.ts';

/**
 * Finds out how a target can be made out of an older file that is here; its block map is left in `mapFile`, for the
 * update after this one. `undefined` is no error: the file is then fetched as a whole.
 */
export type DeltaFinder = (
  target: Target,
  mapFile: string,
  signal: AbortSignal,
) => Promise<Delta | undefined>;

/** What a finder needs beside the network. */
export interface DeltaOptions extends RequestOptions {
  readonly log: Logger;
  /** The folder of kept installers. */
  readonly kept: string;
  /** The file that runs, where it is one. */
  readonly running: string | undefined;
}

/** A host that has no block maps is asked once. */
export function createDeltaFinder(options: DeltaOptions): DeltaFinder {
  const { log, kept, running } = options;
  const without = new Set<string>();
  return async (target, mapFile, signal) => {
    const { length } = target.package;
    const old = await oldInstallers(kept, running);
    const saved = await readFile(mapFile).catch(() => undefined);
    const bytes = saved ?? (await fetchAnyMap({ target, old, without, signal }, options));
    const map = bytes === undefined ? undefined : readBlockMap(bytes, length);
    if (bytes === undefined || map === undefined) {
      return undefined;
    }
    await save(mapFile, bytes);
    const delta = bestDelta(map, length, old);
    if (delta !== undefined) {
      log.info(
        `${fetchedBytes(delta.plan)} of ${length} bytes are fetched, the rest is here already`,
      );
    }
    return delta;
  };
}

interface Asked {
  readonly target: Target;
  readonly old: readonly OldInstaller[];
  /** Hosts that have no block maps beside their files. */
  readonly without: Set<string>;
  readonly signal: AbortSignal;
}

/** Beside the file, as electron-builder puts it for NSIS and zip, or else in it, as in its AppImages. */
async function fetchAnyMap(
  { target, old, without, signal }: Asked,
  options: RequestOptions,
): Promise<Uint8Array | undefined> {
  const { url, length, kind } = target.package;
  const { host } = new URL(url);
  const beside = without.has(host) ? 'none' : await fetchMap(url, options, signal);
  if (beside !== 'none') {
    return beside;
  }
  without.add(host);
  return kind === 'AppImage' && old.length > 0
    ? fetchEmbeddedMap({ url, length }, options, signal)
    : undefined;
}

/** Without it on the disk the next update only takes longer. */
async function save(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true }).catch(() => undefined);
  await writeFile(file, bytes, { mode: 0o600 }).catch(() => undefined);
}

function bestDelta(map: BlockMap, length: number, old: readonly OldInstaller[]): Delta | undefined {
  let best: Delta | undefined;
  for (const { file, blockMap } of old) {
    const plan = planDelta(blockMap, map, length);
    if (
      plan !== undefined &&
      (best === undefined || fetchedBytes(plan) < fetchedBytes(best.plan))
    ) {
      best = { oldFile: file, plan };
    }
  }
  return best;
}
