import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../../ports.ts';
import type { Target, VerifiedInstaller } from '../../target.ts';
import { verifyInstaller } from '../verify-installer.ts';
import { freeBytes } from './free-space.ts';
import { belongsTo, digestName, namesIn, stem, stemOf } from './store-names.ts';

/** A disk keeps this much free, in bytes, before it keeps an installer that may never be needed. */
const RESERVE = 2 ** 30;

/** The folder of installers that were used, and its log. */
export interface Shelf {
  readonly folder: string;
  readonly log: Logger;
}

/** The target's installer if it was kept and is still what the feed promises; a damaged one is deleted. */
export async function findKept(
  { folder, log }: Shelf,
  target: Target,
): Promise<VerifiedInstaller | undefined> {
  const { installer, blockMap } = namesIn(folder, stemOf(target));
  if ((await sizeOf(installer)) === undefined) {
    return undefined;
  }
  try {
    return await verifyInstaller(installer, target);
  } catch (error) {
    log.warn(`an installer on the disk is of no use, it is deleted: ${String(error)}`);
    await remove(installer);
    await remove(blockMap);
    return undefined;
  }
}

/**
 * Keeps an installer that is about to run, so that its version can be gone back to; where room is scarce it is deleted
 * instead. Returns how to put it back where it was.
 */
export async function keepInstaller(
  shelf: Shelf,
  installer: VerifiedInstaller,
  target: Target,
): Promise<() => Promise<void>> {
  const from = namesIn(path.dirname(installer.path), stemOf(target));
  const to = namesIn(shelf.folder, stemOf(target));
  const nothing = (): Promise<void> => Promise.resolve();
  if (from.installer === to.installer || from.installer !== installer.path) {
    return nothing;
  }
  const { length } = target.package;
  if (!(await hasRoom(shelf, { version: installer.version, length, more: 0 }))) {
    await remove(from.installer);
    await remove(from.blockMap);
    return nothing;
  }
  await mkdir(shelf.folder, { recursive: true });
  await move(from, to);
  return () => move(to, from);
}

/** Keeps the file that is running, before it is replaced: the first way back needs no network either. */
export async function keepRunning(shelf: Shelf, file: string, version: string): Promise<void> {
  const length = await sizeOf(file);
  if (length === undefined) {
    return;
  }
  const { installer } = namesIn(shelf.folder, stem(version, await sha512Of(file)));
  if ((await sizeOf(installer)) !== undefined) {
    return;
  }
  if (!(await hasRoom(shelf, { version, length, more: 0 }))) {
    return;
  }
  await mkdir(shelf.folder, { recursive: true });
  // A second name for the same bytes costs nothing, until the app's own name goes to the new version.
  const linked = await link(file, installer).then(
    () => true,
    () => false,
  );
  if (!linked && (await hasRoom(shelf, { version, length, more: length }))) {
    await copyWhole(file, installer);
  }
}

/** Deletes what was kept, but for these digests (base64 sha512). */
export async function retainKept({ folder }: Shelf, digests: readonly string[]): Promise<void> {
  const wanted = digests.map(digestName);
  for (const name of await namesOf(folder)) {
    const isWanted = !name.endsWith('.tmp') && wanted.some((digest) => belongsTo(name, digest));
    if (!isWanted) {
      await remove(path.join(folder, name));
    }
  }
}

interface Room {
  readonly version: string;
  readonly length: number;
  /** Bytes that keeping it takes in addition. */
  readonly more: number;
}

async function hasRoom({ folder, log }: Shelf, { version, length, more }: Room): Promise<boolean> {
  const free = (await freeBytes(path.dirname(folder))) - more;
  const enough = free >= Math.max(RESERVE, 2 * length);
  if (!enough) {
    log.info(`the installer of ${version} is not kept: only ${free} bytes would be free`);
  }
  return enough;
}

type Names = ReturnType<typeof namesIn>;

async function move(from: Names, to: Names): Promise<void> {
  await rename(from.blockMap, to.blockMap).catch(() => undefined);
  await rename(from.installer, to.installer);
}

/** A killed process leaves a `.tmp`, which the next start deletes, and never half an installer. */
async function copyWhole(file: string, to: string): Promise<void> {
  const temporary = `${to}.tmp`;
  try {
    await copyFile(file, temporary);
    await rename(temporary, to);
  } catch (error) {
    await remove(temporary);
    throw error;
  }
}

async function sha512Of(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('base64');
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

function namesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function remove(file: string): Promise<void> {
  return rm(file, { force: true }).catch(() => undefined);
}
