import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { gitText, GitError, runGit, saidBy } from './git.ts';
import type { GitRun } from './git.ts';

const FEED = 0x0a;

/** The bytes of blobs, from one git process however many they are. One that cannot be read throws: it is not an empty file. */
export async function readBlobs(
  run: GitRun,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = [...new Set(hashes)];
  const found = new Map<string, Uint8Array>();
  if (wanted.length === 0) {
    return found;
  }
  const input = wanted.map((hash) => `${hash}\n`).join('');
  const answer = await runGit(['cat-file', '--batch'], { ...run, input });
  const { stdout } = answer;
  let at = 0;
  for (const hash of wanted) {
    const end = stdout.indexOf(FEED, at);
    const head = Buffer.from(stdout.subarray(at, Math.max(end, at))).toString('latin1');
    const size = Number(/^[\da-f]{40,64} blob (\d+)$/.exec(head)?.[1]);
    at = end + 1 + size + 1;
    if (!Number.isFinite(size) || at > stdout.length || answer.exitCode !== 0) {
      const [why = head === '' ? 'it said nothing' : head] = saidBy(answer.stderr);
      throw new GitError('git-failed', `git cat-file failed: ${why} (${hash.slice(0, 12)})`);
    }
    found.set(hash, stdout.subarray(end + 1, at - 1));
  }
  return found;
}

/** The files that texts go through on their way into git's objects; what a killed command leaves of them is swept. */
export const STAGING: RegExp = /^phasegate-blobs-[\da-f-]{36}$/;

/**
 * Writes texts as blobs, from one git process however many they are, and returns the hash of each. Nothing but objects
 * comes about: no ref, no index. No filter changes a byte.
 */
export async function writeBlobs(
  run: GitRun,
  gitDir: string,
  texts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(texts)];
  const folder = join(gitDir, `phasegate-blobs-${randomUUID()}`);
  try {
    await mkdir(folder);
    const places = wanted.map((_, at) => join(folder, String(at)));
    await Promise.all(wanted.map((text, at) => writeFile(places[at] ?? '', text)));
    const input = places.map((place) => `${quoted(place)}\n`).join('');
    const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
    const hashes = (await gitText(args, { ...run, input })).split('\n');
    return new Map(wanted.map((text, at) => [text, hashes[at] ?? '']));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As git reads one line for one path. */
function quoted(path: string): string {
  return `"${path.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
