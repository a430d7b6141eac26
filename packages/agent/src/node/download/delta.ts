import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../../ports.ts';
import type { Target } from '../../target.ts';
import { beginWatch } from '../patience.ts';
import type { Watch } from '../patience.ts';
import { chunksOf, requestSafely } from '../safe-request.ts';
import type { RequestOptions } from '../safe-request.ts';
import { fetchedBytes, MOST_MAP_BYTES, planDelta, readBlockMap } from './block-map.ts';
import type { Delta } from './fetch-file.ts';
import { oldInstallers } from './kept-installers.ts';
import type { Shelf } from './kept-installers.ts';

/**
 * Finds out how a target can be made out of an installer that was kept; its block map is left in `mapFile`, for the
 * update after this one. `undefined` is no error: the file is then fetched as a whole.
 */
export type DeltaFinder = (
  target: Target,
  mapFile: string,
  signal: AbortSignal,
) => Promise<Delta | undefined>;

const CODES = { unreachable: 'download-unreachable', badStatus: 'download-bad-status' } as const;
/** Milliseconds that a block map may take; without it the download only takes longer. */
const PATIENCE = { total: 30_000, idle: 10_000 };

/** A host that has no block maps is asked once. */
export function createDeltaFinder(
  options: RequestOptions & { readonly log: Logger },
  shelf: Shelf,
): DeltaFinder {
  const without = new Set<string>();
  return async (target, mapFile, signal) => {
    const { url, length } = target.package;
    const { host } = new URL(url);
    let bytes: Uint8Array | undefined = await readFile(mapFile).catch(() => undefined);
    if (bytes === undefined && !without.has(host)) {
      const answer = await fetchMap(mapAddress(url), options, signal);
      if (answer === 'none') {
        without.add(host);
      } else if (answer !== undefined && readBlockMap(answer, length) !== undefined) {
        bytes = answer;
        await mkdir(path.dirname(mapFile), { recursive: true }).catch(() => undefined);
        await writeFile(mapFile, bytes, { mode: 0o600 }).catch(() => undefined);
      }
    }
    const delta = bytes === undefined ? undefined : await bestDelta(bytes, length, shelf);
    if (delta !== undefined) {
      const fetched = fetchedBytes(delta.plan);
      options.log.info(`${fetched} of ${length} bytes are fetched, the rest is here already`);
    }
    return delta;
  };
}

async function bestDelta(
  bytes: Uint8Array,
  length: number,
  shelf: Shelf,
): Promise<Delta | undefined> {
  const fresh = readBlockMap(bytes, length);
  let best: Delta | undefined;
  for (const { file, blockMap } of fresh === undefined ? [] : await oldInstallers(shelf)) {
    const plan = fresh === undefined ? undefined : planDelta(blockMap, fresh, length);
    if (
      plan !== undefined &&
      (best === undefined || fetchedBytes(plan) < fetchedBytes(best.plan))
    ) {
      best = { oldFile: file, plan };
    }
  }
  return best;
}

/** Where electron-builder puts it: beside the file. */
function mapAddress(url: string): string {
  const address = new URL(url);
  address.pathname += '.blockmap';
  return address.href;
}

/** `none` where the host has no such file; `undefined` for every other trouble. */
async function fetchMap(
  url: string,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<Uint8Array | 'none' | undefined> {
  const watch = beginWatch(PATIENCE);
  const end = (): void => watch.stop(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    const response = await requestSafely({ url, headers: {}, watch, codes: CODES }, options);
    if (response.status !== 200) {
      await response.body?.cancel();
      return [403, 404, 410].includes(response.status) ? 'none' : undefined;
    }
    return await bytesOf(response, watch);
  } catch {
    return undefined;
  } finally {
    watch.end();
    signal.removeEventListener('abort', end);
  }
}

async function bytesOf(response: Response, watch: Watch): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response, watch)) {
    size += chunk.length;
    if (size > MOST_MAP_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
