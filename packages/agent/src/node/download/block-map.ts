import { gunzipSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';

/** electron-builder's list of a file's blocks: what they hash to, and how long they are, in the file's order. */
export interface BlockMap {
  readonly checksums: readonly string[];
  readonly sizes: readonly number[];
}

/** How a stretch of the new file is had: from the old file's byte `from`, or from the host. In the new file's order. */
export type Segment =
  | { readonly kind: 'copy'; readonly from: number; readonly length: number }
  | { readonly kind: 'fetch'; readonly length: number };

/** Bytes of a block map as it is served; one of 4 GB has about half of it. */
export const MOST_MAP_BYTES: number = 8 * 2 ** 20;
/** Bytes behind an embedded map, which say how long it is. */
export const EMBEDDED_TAIL = 4;
const MOST_TEXT_BYTES = 4 * MOST_MAP_BYTES;
/** Requests for one file; GitHub Pages takes about a tenth of a second for each. */
const MOST_FETCHES = 32;
/** Bytes; a request costs more than so much of the file. */
const SMALLEST_COPY = 32_768;
/** Above this share of the file the ordinary road is as good, and has fewer requests. */
const MOST_FETCHED = 0.8;

const schema = v.object({
  files: v.tuple([
    v.object({
      offset: v.literal(0),
      checksums: v.array(v.string()),
      sizes: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ]),
});

/** Reads a block map, gzipped as it is published or not; `undefined` for one that is odd or longer than the file. */
export function readBlockMap(bytes: Uint8Array, fileLength: number): BlockMap | undefined {
  try {
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = zipped ? gunzipSync(bytes, { maxOutputLength: MOST_TEXT_BYTES }) : bytes;
    const [map] = v.parse(schema, JSON.parse(new TextDecoder().decode(text))).files;
    const covered = map.sizes.reduce((sum, size) => sum + size, 0);
    return map.sizes.length === map.checksums.length && covered <= fileLength ? map : undefined;
  } catch {
    return undefined;
  }
}

/** Unpacks a map that electron-builder has put into an AppImage, to the text of one that lies beside a file. */
export function unpackEmbeddedMap(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MOST_TEXT_BYTES });
  } catch {
    return undefined;
  }
}

/**
 * Where in a file of this length the map lies that is embedded in it, by the file's last four bytes: its end, before them;
 * `undefined` where there can be none.
 */
export function embeddedMapAt(
  lastFour: Uint8Array,
  fileLength: number,
): { readonly from: number; readonly to: number } | undefined {
  const size = Buffer.from(lastFour).readUInt32BE(0);
  const to = fileLength - EMBEDDED_TAIL;
  return size > 0 && size <= MOST_MAP_BYTES && size < to ? { from: to - size, to } : undefined;
}

/**
 * How to make the new file out of the old one: equal blocks are copied, the rest is fetched in a few requests.
 * `undefined` where that would save next to nothing.
 */
export function planDelta(
  old: BlockMap,
  fresh: BlockMap,
  length: number,
): readonly Segment[] | undefined {
  const places = placesOf(old);
  const blocks = fresh.sizes.map((size, at): Segment => {
    const from = places.get(keyOf(fresh.checksums[at], size));
    return from === undefined
      ? { kind: 'fetch', length: size }
      : { kind: 'copy', from, length: size };
  });
  const rest = length - fresh.sizes.reduce((sum, size) => sum + size, 0);
  const tail: Segment[] = rest > 0 ? [{ kind: 'fetch', length: rest }] : [];
  const plan = withFewFetches(merge([...blocks, ...tail]));
  return fetchedBytes(plan) > length * MOST_FETCHED ? undefined : plan;
}

/** Bytes that a plan needs from the host. */
export function fetchedBytes(plan: readonly Segment[]): number {
  return plan.reduce((sum, { kind, length }) => sum + (kind === 'fetch' ? length : 0), 0);
}

/** The stretch of a plan that holds the new file's byte `at`, from there on; `undefined` behind its end. */
export function segmentAt(plan: readonly Segment[], at: number): Segment | undefined {
  let begin = 0;
  for (const segment of plan) {
    const end = begin + segment.length;
    if (at < end) {
      const skipped = at - begin;
      const length = segment.length - skipped;
      return segment.kind === 'copy'
        ? { kind: 'copy', from: segment.from + skipped, length }
        : { kind: 'fetch', length };
    }
    begin = end;
  }
  return undefined;
}

function placesOf({ checksums, sizes }: BlockMap): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let at = 0;
  for (const [index, size] of sizes.entries()) {
    places.set(keyOf(checksums[index], size), at);
    at += size;
  }
  return places;
}

function keyOf(checksum: string | undefined, size: number): string {
  return `${size} ${checksum ?? ''}`;
}

/** Fetches what lies between two fetches as well, from the shortest stretches on, until the requests are few. */
function withFewFetches(plan: readonly Segment[]): readonly Segment[] {
  for (let shortest = SMALLEST_COPY; ; shortest *= 2) {
    const bridged = merge(
      plan.map((segment) => (segment.length < shortest ? asFetch(segment) : segment)),
    );
    if (bridged.filter(({ kind }) => kind === 'fetch').length <= MOST_FETCHES) {
      return bridged;
    }
  }
}

function asFetch({ length }: Segment): Segment {
  return { kind: 'fetch', length };
}

function merge(segments: readonly Segment[]): readonly Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    const joined = last === undefined ? undefined : join(last, segment);
    if (joined === undefined) {
      merged.push(segment);
    } else {
      merged[merged.length - 1] = joined;
    }
  }
  return merged;
}

function join(a: Segment, b: Segment): Segment | undefined {
  const length = a.length + b.length;
  if (a.kind === 'fetch' && b.kind === 'fetch') {
    return { kind: 'fetch', length };
  }
  return a.kind === 'copy' && b.kind === 'copy' && a.from + a.length === b.from
    ? { kind: 'copy', from: a.from, length }
    : undefined;
}
