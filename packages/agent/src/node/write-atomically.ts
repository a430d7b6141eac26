import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from './disk-error.ts';

/** Temp file, fsync, rename: the old text or the new one, never a part. Only its owner reads it. Throws `disk-*`. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  // A process id alone is not one instance's own: containers count theirs from one, over the same home.
  const temporary = `${file}.${process.pid}.${randomUUID()}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError(cause, `${file} could not be written`);
  }
}
