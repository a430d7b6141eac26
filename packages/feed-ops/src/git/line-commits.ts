import type { Base } from './feed-repository.ts';
import { runGit } from './git.ts';
import type { GitRun } from './git.ts';

/** Some lines of a file, both ends included, from 1. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Which commit brought each line of a file; a line of which git does not know it is left out. */
export async function commitsOfLines(
  run: GitRun,
  { commit }: Base,
  path: string,
  { first, last }: LineRange,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  if (commit === undefined) {
    return found;
  }
  // Where the clone is shallow, its oldest commit seems to have brought everything before it.
  const shallow = await runGit(['rev-parse', '--is-shallow-repository'], run);
  const whole = Buffer.from(shallow.stdout).toString('utf8').trim() === 'false';
  const root = whole ? ['--root'] : [];
  const args = ['blame', '--porcelain', ...root, `-L${first},${last}`, commit, '--', path];
  const blame = await runGit(args, run);
  const lines = Buffer.from(blame.stdout).toString('utf8').split('\n');
  const oldest = new Set<string>();
  let now = '';
  for (const line of lines) {
    const [, hash, at] = /^([\da-f]{40,64}) \d+ (\d+)/.exec(line) ?? [];
    if (hash !== undefined && at !== undefined) {
      now = hash;
      found.set(Number(at), hash);
    }
    if (line === 'boundary') {
      oldest.add(now);
    }
  }
  return new Map([...found].filter(([, hash]) => !oldest.has(hash)));
}
