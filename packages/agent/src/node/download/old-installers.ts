import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EMBEDDED_TAIL, embeddedMapAt, readBlockMap, unpackEmbeddedMap } from './block-map.ts';
import type { BlockMap } from './block-map.ts';

/** An earlier installer, and the list of its blocks. */
export interface OldInstaller {
  readonly file: string;
  readonly blockMap: BlockMap;
}

/**
 * The files whose blocks are known: what lies in the folder of kept installers, and what runs, where that is one file
 * (an AppImage of electron-builder's has its map in itself).
 */
export async function oldInstallers(
  kept: string,
  running: string | undefined,
): Promise<readonly OldInstaller[]> {
  const names = await readdir(kept).catch(() => []);
  const files = names
    .filter((name) => name.endsWith('.installer'))
    .map((name) => path.join(kept, name));
  const found: OldInstaller[] = [];
  for (const file of running === undefined || running === '' ? files : [...files, running]) {
    const blockMap = await mapOf(file).catch(() => undefined);
    if (blockMap !== undefined) {
      found.push({ file, blockMap });
    }
  }
  return found;
}

async function mapOf(file: string): Promise<BlockMap | undefined> {
  const { size } = await stat(file);
  const beside = await readFile(file.replace(/\.installer$/, '.blockmap')).catch(() => undefined);
  const isBeside = beside !== undefined && file.endsWith('.installer');
  const bytes = isBeside ? beside : await embeddedIn(file, size);
  return bytes === undefined ? undefined : readBlockMap(bytes, size);
}

async function embeddedIn(file: string, size: number): Promise<Uint8Array | undefined> {
  const handle = await open(file);
  try {
    const read = async (from: number, to: number): Promise<Uint8Array> => {
      const { buffer } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
      return buffer;
    };
    const place = embeddedMapAt(await read(size - EMBEDDED_TAIL, size), size);
    return place === undefined ? undefined : unpackEmbeddedMap(await read(place.from, place.to));
  } finally {
    await handle.close();
  }
}
