import { beginWatch } from '../patience.ts';
import type { Watch } from '../patience.ts';
import { chunksOf, requestSafely } from '../safe-request.ts';
import type { RequestOptions } from '../safe-request.ts';
import { EMBEDDED_TAIL, embeddedMapAt, MOST_MAP_BYTES, unpackEmbeddedMap } from './block-map.ts';
import { readAnswer } from './range-answer.ts';

const CODES = { unreachable: 'download-unreachable', badStatus: 'download-bad-status' } as const;
/** Milliseconds that a block map may take; without it the download only takes longer. */
const PATIENCE = { total: 30_000, idle: 10_000 };

/** The map beside a file; `none` where the host has no such file, `undefined` for every other trouble. */
export function fetchMap(
  url: string,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<Uint8Array | 'none' | undefined> {
  const address = new URL(url);
  address.pathname += '.blockmap';
  return patiently(signal, async (watch) => {
    const asked = { url: address.href, headers: {}, watch, codes: CODES };
    const response = await requestSafely(asked, options);
    if (response.status !== 200) {
      await response.body?.cancel();
      return [403, 404, 410].includes(response.status) ? 'none' : undefined;
    }
    return bytesOf(response, watch, MOST_MAP_BYTES);
  });
}

/** The map at the end of a file, unpacked; `undefined` where there is none, and for every trouble. */
export function fetchEmbeddedMap(
  { url, length }: { readonly url: string; readonly length: number },
  options: RequestOptions,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  return patiently(signal, async (watch) => {
    const stretch = async (from: number, to: number): Promise<Uint8Array | undefined> => {
      const headers = { Range: `bytes=${from}-${to - 1}`, 'Accept-Encoding': 'identity' };
      const response = await requestSafely({ url, headers, watch, codes: CODES }, options);
      const answer = readAnswer({ from, to, length }, response);
      if (answer.kind !== 'take' || answer.from !== from || answer.to !== to) {
        await response.body?.cancel();
        return undefined;
      }
      const bytes = await bytesOf(response, watch, to - from);
      return bytes?.length === to - from ? bytes : undefined;
    };
    const tail = await stretch(length - EMBEDDED_TAIL, length);
    const place = tail === undefined ? undefined : embeddedMapAt(tail, length);
    const packed = place === undefined ? undefined : await stretch(place.from, place.to);
    return packed === undefined ? undefined : unpackEmbeddedMap(packed);
  });
}

async function patiently<T>(
  signal: AbortSignal,
  ask: (watch: Watch) => Promise<T | undefined>,
): Promise<T | undefined> {
  const watch = beginWatch(PATIENCE);
  const end = (): void => watch.stop(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await ask(watch);
  } catch {
    return undefined;
  } finally {
    watch.end();
    signal.removeEventListener('abort', end);
  }
}

async function bytesOf(
  response: Response,
  watch: Watch,
  most: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response, watch)) {
    size += chunk.length;
    if (size > most) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
