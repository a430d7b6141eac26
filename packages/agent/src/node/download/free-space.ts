import { statfs } from 'node:fs/promises';
import { AgentError } from '../../error.ts';

/** Bytes that a folder's disk can still take from this user; without an end where the system does not tell. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** What has to fit on a disk, in bytes. */
export interface SpaceNeeded {
  readonly folder: string;
  /** For the message. */
  readonly version: string;
  readonly missing: number;
  /** What stays free for everybody else. */
  readonly spare: number;
}

/** Throws `disk-full` before a byte is fetched that could not be kept. */
export async function demandSpace(needed: SpaceNeeded): Promise<void> {
  const { folder, version, missing, spare } = needed;
  const free = await freeBytes(folder);
  if (free < missing + spare) {
    throw new AgentError(
      'disk-full',
      `${version} needs ${megabytes(missing + spare)} of free disk, and ${megabytes(free)} are free in ${folder}`,
    );
  }
}

function megabytes(bytes: number): string {
  return `${(Math.ceil(bytes / 100_000) / 10).toFixed(1)} MB`;
}
