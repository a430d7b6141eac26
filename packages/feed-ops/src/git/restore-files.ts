import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { runGit } from './git.ts';
import type { GitRun } from './git.ts';

/**
 * Takes back what git had begun to write of a commit when it was killed: each of the commit's files that holds the old
 * bytes, the new ones, or the beginning of either. A file that holds anything else is somebody's work, and stays.
 */
export async function restoreFiles(
  run: GitRun,
  paths: readonly string[],
  commit: string,
): Promise<void> {
  for (const path of paths) {
    const [old, next] = await Promise.all([blob(run, 'HEAD', path), blob(run, commit, path)]);
    if (await isBegun(join(run.cwd, path), [old, next])) {
      await putBack(run, path, old !== undefined);
    }
  }
}

async function isBegun(file: string, known: readonly (Buffer | undefined)[]): Promise<boolean> {
  const bytes = await readFile(file).catch(() => undefined);
  return (
    bytes === undefined ||
    known.some((one) => one !== undefined && one.subarray(0, bytes.length).equals(bytes))
  );
}

async function putBack(run: GitRun, path: string, wasThere: boolean): Promise<void> {
  if (wasThere) {
    await runGit(['checkout', '--quiet', '--force', 'HEAD', '--', path], run);
    return;
  }
  await runGit(['rm', '--quiet', '--cached', '--force', '--ignore-unmatch', '--', path], run);
  await rm(join(run.cwd, path), { force: true });
}

async function blob(run: GitRun, commit: string, path: string): Promise<Buffer | undefined> {
  const found = await runGit(['cat-file', 'blob', `${commit}:${path}`], run);
  return found.exitCode === 0 ? Buffer.from(found.stdout) : undefined;
}
