import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { STAGING } from './blobs.ts';
import type { GitContext } from './git-repository.ts';
import type { JournalEntry } from './journal.ts';

/** What the trial files of this program are called, whereby a disk that takes none is found. */
const PROBE = /^\.phasegate-[\da-f-]{36}$/;
/** Indexes that a commit is made with beside the branch. */
const INDEX = /^phasegate-index-[\da-f-]{36}(?:\.lock)?$/;

// A git that outlives its killed parent ends by itself; what it holds after that, nobody holds.
const LAST_BREATH_MS = 2000;

/** Removes what a killed command can have left, and nothing else. */
export async function sweepLeftovers(context: GitContext, entry: JournalEntry): Promise<void> {
  const { tree } = context;
  await removeIn(tree.gitDir, INDEX);
  await removeIn(tree.gitDir, STAGING);
  for (const folder of new Set(entry.files.map((path) => dirname(join(entry.root, path))))) {
    await removeIn(await nearest(folder), PROBE);
  }
  for (const path of gitLocks(context)) {
    await removeStale(path, Date.parse(entry.at));
  }
}

/** The locks of git that its own steps of a command take. */
function gitLocks({ tree, branch, remote }: GitContext): readonly string[] {
  const own = ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock'].map((name) => join(tree.gitDir, name));
  const refs = [
    `heads/${branch}`,
    ...(remote === undefined ? [] : [`remotes/${remote}/${branch}`]),
  ];
  return [...own, ...refs.map((name) => join(tree.commonDir, 'refs', `${name}.lock`))];
}

async function removeStale(path: string, since: number): Promise<void> {
  const until = performance.now() + LAST_BREATH_MS;
  for (;;) {
    const found = await stat(path).catch(() => undefined);
    // The times of files are coarser than the clock; an older lock is somebody else's.
    if (found === undefined || found.mtimeMs < since - 2000) {
      return;
    }
    if (performance.now() > until) {
      await rm(path, { force: true });
      return;
    }
    await sleep(50);
  }
}

async function removeIn(folder: string, pattern: RegExp): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (pattern.test(name)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

async function nearest(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true || dirname(folder) === folder
    ? folder
    : nearest(dirname(folder));
}
