import { createRequire } from 'node:module';

interface BlockMapModule {
  readonly buildBlockMap: (
    file: string,
    compression: 'gzip' | 'deflate',
    out?: string,
  ) => Promise<unknown>;
}

/** Writes electron-builder's own block map of a file beside it, as its NSIS and zip targets do. */
export async function writeBlockMap(file: string): Promise<void> {
  await electronBuilders().buildBlockMap(file, 'gzip', `${file}.blockmap`);
}

/** Appends electron-builder's own block map to a file, as its AppImage target does. */
export async function appendBlockMap(file: string): Promise<void> {
  await electronBuilders().buildBlockMap(file, 'deflate');
}

/** electron-builder does not export it, so it is asked for from where electron-builder itself stands. */
function electronBuilders(): BlockMapModule {
  const builder = createRequire(import.meta.resolve('electron-builder'));
  return builder('app-builder-lib/out/targets/blockmap/blockmap.js') as BlockMapModule;
}
