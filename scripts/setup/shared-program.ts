import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheRoot } from './cache-folder.ts';

/**
 * A packaged app's program in the cache, once for each content. Fuses are switched in the program itself, so it is not
 * byte for byte the runtime's any more, and each wrapper would carry its 160 MB.
 */
export async function sharedProgram(executable: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(executable), hash);
  const file = path.join(cacheRoot(), 'programs', hash.digest('hex').slice(0, 16));
  if (!(await isThere(file))) {
    const temporary = `${file}.${process.pid}`;
    await mkdir(path.dirname(file), { recursive: true });
    await copyFile(executable, temporary);
    await rename(temporary, file);
  }
  return file;
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
