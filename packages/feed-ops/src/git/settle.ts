import { runGit, saidBy } from './git.ts';
import type { GitContext } from './git-repository.ts';
import { contains } from './git-fetch.ts';
import type { Prepared, Settled } from './feed-repository.ts';
import { refusal } from '../refusal.ts';
import { restoreFiles } from './restore-files.ts';

/** Lets the local branch follow a commit, and its files where it is checked out. Ctrl-C does not stop this one. */
export async function settle(context: GitContext, prepared: Prepared): Promise<Settled> {
  const calm = { ...context, local: { cwd: context.local.cwd } };
  return context.checkedOut ? settleFiles(calm, prepared) : settleBranch(calm, prepared);
}

async function settleFiles(context: GitContext, { commit }: Prepared): Promise<Settled> {
  const { local, tree, pushes } = context;
  const merged = await runGit(['merge', '--ff-only', '--quiet', commit], local);
  if (merged.exitCode === 0) {
    return { kind: 'followed' };
  }
  const [why = 'git merge failed'] = saidBy(merged.stderr);
  const isFull = NO_ROOM.test(merged.stderr);
  const stay = !isFull || (await takeBack(context, commit)) ? 'stay as they are' : HALF;
  const said = `the files in ${tree.root} ${stay}: ${why}`;
  const next = isFull ? roomAndOn(commit) : wayAfter(commit);
  return pushes
    ? { kind: 'left', why: said, next }
    : notMade(`The commit ${commit.slice(0, 12)} is made, but ${said}`, next);
}

/** Git goes on after a file that it could not write, and says so of each; only then is anything half done. */
const NO_ROOM =
  /unable to (?:write|create|unlink)|No space left|Disk quota exceeded|Read-only file/i;
const HALF = 'are half written (git status shows them)';

/** Whether every file of the commit is as it was again. */
async function takeBack({ local }: GitContext, commit: string): Promise<boolean> {
  const named = await runGit(['diff', '--name-only', '--no-renames', '-z', 'HEAD', commit], local);
  const paths = Buffer.from(named.stdout)
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  await restoreFiles(local, paths, commit).catch(() => undefined);
  const clean = await runGit(['diff', '--quiet', 'HEAD', '--', ...paths], local);
  return named.exitCode === 0 && clean.exitCode === 0;
}

/** The branch without its files, where no work tree has it checked out. */
async function settleBranch(context: GitContext, { commit }: Prepared): Promise<Settled> {
  const { branch, pushes, local } = context;
  const { hash, place } = await localBranch(context);
  if (hash === commit || (hash === undefined && pushes)) {
    return { kind: 'followed' };
  }
  const why = await whyNot(context, { hash, place, commit });
  if (why !== undefined) {
    const short = commit.slice(0, 12);
    const next =
      place === ''
        ? `git log ${short}..${branch} shows them`
        : `git -C ${place} merge --ff-only ${short}`;
    return pushes ? { kind: 'left', why, next } : notMade(`Nothing was changed: ${why}`, next);
  }
  const zero = '0'.repeat(commit.length);
  const args = ['update-ref', '-m', 'phasegate', `refs/heads/${branch}`, commit, hash ?? zero];
  const moved = await runGit(args, local);
  const [said = 'git update-ref failed'] = saidBy(moved.stderr);
  if (moved.exitCode === 0) {
    return { kind: 'followed' };
  }
  return pushes
    ? { kind: 'left', why: `the local branch ${branch} stays as it is: ${said}`, next: 'git fetch' }
    : notMade(`The branch ${branch} could not take the commit: ${said}`, 'run it again');
}

async function whyNot(
  context: GitContext,
  { hash, place, commit }: { hash: string | undefined; place: string; commit: string },
): Promise<string | undefined> {
  const { branch } = context;
  if (place !== '') {
    return `the branch ${branch} is checked out in ${place}, and stays as it is there`;
  }
  return hash === undefined || (await contains(context, commit, hash))
    ? undefined
    : `the local branch ${branch} has commits of its own, and stays as it is`;
}

/** Where the local branch is, and which work tree has it checked out. */
export async function localBranch({
  local,
  branch,
}: GitContext): Promise<{ readonly hash: string | undefined; readonly place: string }> {
  const args = ['for-each-ref', '--format=%(objectname) %(worktreepath)', `refs/heads/${branch}`];
  const line = Buffer.from((await runGit(args, local)).stdout)
    .toString('utf8')
    .split('\n')[0];
  const [, hash, place = ''] = /^([\da-f]{40,64}) ?(.*)$/.exec(line ?? '') ?? [];
  return { hash, place };
}

function roomAndOn(commit: string): string {
  return `make room (df -h .), then: git merge --ff-only ${commit.slice(0, 12)}`;
}

/** Back to a clean tree and on; a stash that holds nothing says so by itself. */
function wayAfter(commit: string): string {
  return `git stash; git merge --ff-only ${commit.slice(0, 12)}; git stash pop`;
}

function notMade(message: string, next: string): Settled {
  return { kind: 'refused', refusal: refusal('git-failed', message, next) };
}
