import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchedBytes, planDelta, readBlockMap, segmentAt } from './block-map.ts';
import type { BlockMap, Segment } from './block-map.ts';

const KIB = 1024;

/** A map of blocks of 64 KiB with these contents. */
function mapOf(contents: string): BlockMap {
  return { checksums: contents.split(''), sizes: contents.split('').map(() => 64 * KIB) };
}
const lengthOf = ({ sizes }: BlockMap): number => sizes.reduce((sum, size) => sum + size, 0);

function textOf(map: BlockMap): Buffer {
  const [checksums, sizes] = [map.checksums, map.sizes];
  return Buffer.from(
    JSON.stringify({ version: '2', files: [{ name: 'file', offset: 0, checksums, sizes }] }),
  );
}

describe('a block map', () => {
  const map = mapOf('abc');
  it('is read gzipped, as it is published, and as a host may unzip it on the way', () => {
    expect(readBlockMap(gzipSync(textOf(map)), lengthOf(map))).toMatchObject(map);
    expect(readBlockMap(textOf(map), lengthOf(map))).toMatchObject(map);
  });

  it.each([
    ['no gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
    ['no JSON', Buffer.from('<html>')],
    ['of two files', Buffer.from('{"files":[{},{}]}')],
    ['of a block without a checksum', textOf({ checksums: ['a'], sizes: [1, 2] })],
    ['of an empty block', textOf({ checksums: ['a'], sizes: [0] })],
    ['of half a byte', textOf({ checksums: ['a'], sizes: [0.5] })],
    ['of more than the file', textOf(mapOf('abcd'))],
    ['that unzips without end', gzipSync(Buffer.alloc(40 * KIB * KIB))],
  ])('that is %s is passed over', (_what, bytes) => {
    expect(readBlockMap(bytes, lengthOf(map))).toBeUndefined();
  });
});

describe('a file made out of an older one', () => {
  const plan = (old: string, fresh: string): readonly Segment[] | undefined =>
    planDelta(mapOf(old), mapOf(fresh), lengthOf(mapOf(fresh)));

  it('is copied where blocks are the same, wherever they were, and fetched elsewhere', () => {
    expect(plan('abcdef', 'abXefab')).toEqual([
      { kind: 'copy', from: 0, length: 128 * KIB },
      { kind: 'fetch', length: 64 * KIB },
      { kind: 'copy', from: 256 * KIB, length: 128 * KIB },
      { kind: 'copy', from: 0, length: 128 * KIB },
    ]);
  });

  it('is fetched as a whole where next to nothing would be saved', () => {
    expect(plan('abcdef', 'UVWXYZ')).toBeUndefined();
    expect(plan('abcdef', 'aUVWXYZ')).toBeUndefined();
  });

  it('fetches what its map does not cover', () => {
    const fresh = mapOf('ab');
    expect(planDelta(mapOf('ab'), fresh, lengthOf(fresh) + 7)?.at(-1)).toEqual({
      kind: 'fetch',
      length: 7,
    });
  });

  it('needs few requests, however scattered the changes are', () => {
    const old = Array.from({ length: 400 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
    const fresh = old
      .split('')
      .map((block, at) => (at % 4 === 1 && at < 200 ? 'X' : block))
      .join('');
    const made = plan(old, fresh) ?? [];
    expect(made.filter(({ kind }) => kind === 'fetch').length).toBeLessThanOrEqual(32);
    expect(fetchedBytes(made)).toBeLessThan(lengthOf(mapOf(fresh)) * 0.6);
  });

  it('always covers the new file exactly, and copies only equal bytes', () => {
    const block = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const row = fc.array(block, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(row, row, (old, fresh) => {
        const made = plan(old.join(''), fresh.join('')) ?? [];
        let at = 0;
        for (const segment of made) {
          const blocks = segment.length / (64 * KIB);
          const from = segment.kind === 'copy' ? segment.from / (64 * KIB) : undefined;
          const copied = from === undefined ? undefined : old.slice(from, from + blocks);
          expect(copied ?? fresh.slice(at, at + blocks)).toEqual(fresh.slice(at, at + blocks));
          at += blocks;
        }
        expect(made.length === 0 || at === fresh.length).toBe(true);
      }),
    );
  });

  it('goes on in the middle of any stretch', () => {
    const made: Segment[] = [
      { kind: 'copy', from: 100, length: 10 },
      { kind: 'fetch', length: 5 },
    ];
    expect(segmentAt(made, 0)).toEqual(made[0]);
    expect(segmentAt(made, 4)).toEqual({ kind: 'copy', from: 104, length: 6 });
    expect(segmentAt(made, 10)).toEqual(made[1]);
    expect(segmentAt(made, 12)).toEqual({ kind: 'fetch', length: 3 });
    expect(segmentAt(made, 15)).toBeUndefined();
  });
});
