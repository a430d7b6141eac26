import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { SetupError } from './setup-error.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The folder outside the tree for what set-up keeps: `$XDG_CACHE_HOME/phasegate` or `~/.cache/phasegate`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env['XDG_CACHE_HOME'];
  // The XDG specification has relative values ignored.
  const base =
    configured !== undefined && path.isAbsolute(configured)
      ? configured
      : path.join(env['HOME'] ?? homedir(), '.cache');
  return path.join(base, 'phasegate');
}

/**
 * The folder `root/name`, made by `fill` if it is not there. It appears whole or not at all: `fill` gets a temporary
 * neighbour that is renamed when done, and of two processes that fill at once the second one uses the first one's.
 * Throws a SetupError `disk-full` or `cache-not-writable`, or what `fill` throws.
 */
export async function cachedFolder(
  root: string,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const target = path.join(root, name);
  if (existsSync(target)) return target;
  const temporary = path.join(
    root,
    `.tmp-${name}-${process.pid}-${randomBytes(4).toString('hex')}`,
  );
  try {
    await mkdir(root, { recursive: true });
    await removeAbandoned(root);
    await mkdir(temporary);
    await fill(temporary);
    await publish(temporary, target);
    return target;
  } catch (error) {
    throw asSetupError(error, root);
  } finally {
    // Whatever went wrong above is the news; leftovers are removed by a later run.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function publish(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const otherProcessWasFirst = code === 'ENOTEMPTY' || code === 'EEXIST';
    if (!otherProcessWasFirst) throw error;
  }
}

/** A process that was killed while filling leaves hundreds of megabytes; a day later nobody is still filling. */
async function removeAbandoned(root: string): Promise<void> {
  const names = await readdir(root);
  for (const name of names.filter((each) => each.startsWith('.tmp-'))) {
    const folder = path.join(root, name);
    const age = await stat(folder).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > dayMs) await rm(folder, { recursive: true, force: true });
  }
}

/** Puts disk trouble under `root` into words; everything else passes unchanged. */
function asSetupError(error: unknown, root: string): unknown {
  if (error instanceof SetupError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const next =
    'Free some space there, or set XDG_CACHE_HOME to a folder with room, and run this again.';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SetupError(
      'disk-full',
      { problem: `The disk that holds ${root} is full.`, next },
      error,
    );
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR') {
    const problem = `The cache folder ${root} cannot be written (${code}).`;
    const other = 'Set XDG_CACHE_HOME to a folder that you may write, and run this again.';
    return new SetupError('cache-not-writable', { problem, next: other }, error);
  }
  return error;
}
