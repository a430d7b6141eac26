import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { gitText, runGit } from './git.ts';
import type { GitRun } from './git.ts';
import { accept, refuse } from '../refusal.ts';
import type { Refusal, Result } from '../refusal.ts';

/** A git work tree as it was found. */
export interface WorkTree {
  /** Real paths. */
  readonly root: string;
  readonly gitDir: string;
  /** The git folder that all work trees of a clone share. */
  readonly commonDir: string;
  /** The branch that is checked out; `undefined` on a detached HEAD. */
  readonly branch: string | undefined;
  /** `Name <mail>`; `undefined` where git knows none. */
  readonly identity: string | undefined;
}

/** The work tree that holds a folder, or a file. */
export async function findWorkTree(path: string): Promise<Result<WorkTree>> {
  const folder = await folderOf(path);
  if (folder === undefined) {
    return refuse(
      'no-such-file',
      `${path} is not there`,
      'check the path, or name the folder with -C',
    );
  }
  const run = { cwd: folder };
  const asked = ['rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  const found = await runGit(asked, run);
  const [root = '', gitDir = '', common = ''] = Buffer.from(found.stdout)
    .toString('utf8')
    .split('\n');
  if (found.exitCode !== 0 || root === '') {
    const why = /dubious ownership/.test(found.stderr)
      ? `${folder} belongs to another user, so git refuses to work in it`
      : `${folder} is in no git work tree`;
    return refuse(
      'not-a-work-tree',
      why,
      'git clone the repository that holds the feeds, and name it with -C',
    );
  }
  const tree = { cwd: root };
  const [branch, who] = await Promise.all([
    optional(['symbolic-ref', '--quiet', '--short', 'HEAD'], tree),
    identity(tree),
  ]);
  return accept({
    root: await realpath(root),
    gitDir,
    commonDir: resolve(folder, common),
    branch,
    identity: who,
  });
}

/** What must be so before anything is written: a name for the history and, where files are to follow, no changes in them. */
export async function unfit(tree: WorkTree, filesFollow: boolean): Promise<Refusal | undefined> {
  if (tree.identity === undefined) {
    return refuse(
      'no-identity',
      'git does not know who you are, and every change of a feed carries a name',
      'git config user.name "Your Name" and git config user.email you@example.com',
    ).refusal;
  }
  return filesFollow ? changes(tree) : undefined;
}

async function changes({ root }: WorkTree): Promise<Refusal | undefined> {
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=no'];
  const status = await gitText(args, { cwd: root });
  const entries = status.split('\0').filter((entry) => /^[ A-Z?!]{2} /.test(entry));
  const names = entries.map((entry) => entry.slice(3));
  if (names.length === 0) {
    return undefined;
  }
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return refuse(
    'dirty-tree',
    `There are changes that are not committed: ${names.slice(0, 5).join(', ')}${more}`,
    'git commit them, or git stash them, and try again',
  ).refusal;
}

async function identity(run: GitRun): Promise<string | undefined> {
  const said = await optional(['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'], run);
  return said?.replace(/ \d+ [+-]\d{4}$/, '');
}

async function optional(args: readonly string[], run: GitRun): Promise<string | undefined> {
  const answer = await runGit(args, run);
  return answer.exitCode === 0 ? Buffer.from(answer.stdout).toString('utf8').trim() : undefined;
}

async function folderOf(path: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) {
    return undefined;
  }
  return (await stat(real)).isDirectory() ? real : dirname(real);
}
