import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { FolderPlace } from '../state/config-publish.ts';
import { TargetError } from './target.ts';
import type { PublishedFile, Target } from './target.ts';

/** A folder of this machine; a relative path begins at the root of the work tree. */
export function folderTarget({ name, path, feedBase }: FolderPlace, root: string): Target {
  const folder = resolve(root, path);
  return {
    name,
    where: folder,
    feedBase,
    differing: async (files, signal) => {
      const same = await Promise.all(files.map((file) => isThere(folder, file, signal)));
      return files.filter((_, at) => same[at] !== true);
    },
    held: async (files, signal) => {
      const found = await Promise.all(files.map((file) => heldAt(folder, file.path, signal)));
      return new Map(
        files.flatMap((file, at) => {
          const bytes = found[at];
          return bytes === undefined ? [] : [[file.path, bytes] as const];
        }),
      );
    },
    put: async (files, sent, signal) => {
      for (const file of files) {
        signal.throwIfAborted();
        await write(folder, file);
        sent(file.path);
      }
    },
  };
}

async function isThere(
  folder: string,
  { path, bytes }: PublishedFile,
  signal: AbortSignal,
): Promise<boolean> {
  return (await heldAt(folder, path, signal))?.equals(bytes) === true;
}

async function heldAt(
  folder: string,
  path: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  return readFile(join(folder, path), { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (isAbsence(error)) {
      return undefined;
    }
    throw broken(folder, `${path} cannot be read`, error);
  });
}

/** Beside its place, flushed, then renamed: whoever reads meanwhile gets the old file or the new one. */
async function write(folder: string, { path, bytes }: PublishedFile): Promise<void> {
  const place = join(folder, path);
  const beside = `${place}.${randomUUID().slice(0, 8)}.part`;
  try {
    await mkdir(dirname(place), { recursive: true });
    const file = await open(beside, 'wx', 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw broken(folder, `${path} cannot be written`, error);
  }
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'you may not do so there',
  EPERM: 'you may not do so there',
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where the file should be',
  EIO: 'the disk is broken, or the share is gone',
};

function broken(folder: string, what: string, error: unknown): TargetError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const next = code === 'ENOSPC' || code === 'EDQUOT' ? 'make room' : 'look at the rights';
  return new TargetError(`${what} in ${folder}: ${REASONS[code] ?? code}`, next, error);
}
