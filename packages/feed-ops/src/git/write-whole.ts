import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { isThere } from './process.ts';

// A file that is still being written names its process, so that what a killed one left can be told from what is in use.
const PART = /\.phasegate-part-(\d+)-[\da-f-]{36}$/;

/** The name of a file that is still being written, or is being moved away. */
export function partOf(path: string): string {
  return `${path}.phasegate-part-${process.pid}-${randomUUID()}`;
}

/** Removes the parts that processes left in a folder that are gone. */
export async function sweepParts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = PART.exec(name)?.[1];
    if (pid !== undefined && !isThere(Number(pid))) {
      await rm(join(folder, name), { force: true });
    }
  }
}

/** Temp, fsync, rename: whoever reads the file finds the old text or the new one, never a part. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await withPart(path, text, (part) => rename(part, path));
}

/** Makes a file that must not be there yet, whole at once; false where there is one. Only its owner reads it. */
export async function createWhole(path: string, text: string): Promise<boolean> {
  let made = true;
  await withPart(path, text, async (part) => {
    made = await linkOrCopy(part, path);
  });
  return made;
}

/** Some disks (exFAT, some shares) have no hard links; there it is whole a moment after it is there. */
async function linkOrCopy(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path).catch(async (error: NodeJS.ErrnoException) => {
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code ?? '')) {
        throw error;
      }
      await copyFile(part, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function withPart(
  path: string,
  text: string,
  place: (part: string) => Promise<void>,
): Promise<void> {
  await makeFolder(dirname(path));
  const part = partOf(path);
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(part);
  } finally {
    await rm(part, { force: true });
  }
}

/** Making all folders on the way answers "not there" on a disk that is read-only; making the one says why. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch {
    await mkdir(folder);
  }
}
