import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { commitText } from './commit-message.ts';
import type { Base, FeedRepository, Prepared } from './feed-repository.ts';
import { gitText, runGit, saidBy } from './git.ts';
import type { GitRun } from './git.ts';
import { catchUp } from './git-fetch.ts';
import { push } from './git-push.ts';
import { commitsOfLines } from './line-commits.ts';
import type { FileEdit } from '../plan/plan-types.ts';
import { accept, refusal, refuse } from '../refusal.ts';
import type { Refusal, Result } from '../refusal.ts';
import { stamp } from '../times.ts';
import type { WorkTree } from './work-tree.ts';

/** Where to push to, and how long to wait for it. */
export interface GitOptions {
  readonly branch: string;
  /** A remote's name; `undefined` where there is none. */
  readonly remote: string | undefined;
  /** The branch's name there. */
  readonly remoteBranch: string;
  readonly pushes: boolean;
  /** Milliseconds for one fetch or push. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the parts of the adapter share. */
export interface GitContext extends GitOptions {
  readonly tree: WorkTree;
  readonly local: GitRun;
  readonly network: GitRun;
}

/**
 * Feeds in a real git work tree. The commit is made beside the branch and pushed by its hash; the branch and the files
 * follow only after the remote has it. So a refused push, a full disk or Ctrl-C leaves everything as it was.
 */
export function gitRepository(tree: WorkTree, options: GitOptions): FeedRepository {
  const local = { cwd: tree.root, signal: options.signal };
  const network = { ...local, timeoutMs: options.timeoutMs };
  const context = { ...options, tree, local, network };
  return {
    root: tree.root,
    branch: options.branch,
    pushes: options.pushes,
    catchUp: () => catchUp(context),
    read: (base, paths) => readFiles(context, base, paths),
    list: (base, folder) => listFiles(context, base, folder),
    commitsOfLines: (base, path, range) => commitsOfLines(local, base, path, range),
    backUp: (edits, now) => backUp(context, edits, now),
    prepare: (base, edits, message) => prepare(context, { base, edits, text: commitText(message) }),
    push: (prepared) => push(context, prepared),
    settle: (prepared) => settle(context, prepared),
  };
}

async function readFiles(
  { local }: GitContext,
  { commit }: Base,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (commit === undefined || paths.length === 0) {
    return found;
  }
  const entries = await treeEntries(local, ['ls-tree', '-z', commit, '--', ...paths]);
  for (const { path, hash, type } of entries) {
    if (type === 'blob') {
      found.set(path, (await runGit(['cat-file', 'blob', hash], local)).stdout);
    }
  }
  return found;
}

async function listFiles(
  { local }: GitContext,
  { commit }: Base,
  folder: string,
): Promise<readonly string[]> {
  const below = folder === '' ? [] : ['--', `${folder}/`];
  const args = ['ls-tree', '-r', '-z', commit ?? '', ...below];
  return commit === undefined ? [] : (await treeEntries(local, args)).map(({ path }) => path);
}

interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly hash: string;
  readonly path: string;
}

async function treeEntries(run: GitRun, args: readonly string[]): Promise<readonly TreeEntry[]> {
  const text = await gitText(args, run);
  return text.split('\0').flatMap((line) => {
    const [head = '', path] = line.split('\t');
    const [mode = '', type = '', hash = ''] = head.split(' ');
    return path === undefined ? [] : [{ mode, type, hash, path }];
  });
}

async function backUp(
  { tree }: GitContext,
  edits: readonly FileEdit[],
  now: number,
): Promise<Result<string>> {
  const folder = join(
    tree.gitDir,
    'phasegate',
    'backup',
    `${stamp(now)}-${randomUUID().slice(0, 8)}`,
  );
  try {
    for (const { path, before } of edits) {
      if (before !== undefined) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), before);
      }
    }
    return accept(folder);
  } catch (error) {
    return notWritable(folder, error);
  }
}

async function prepare(
  context: GitContext,
  { base, edits, text }: { base: Base; edits: readonly FileEdit[]; text: string },
): Promise<Result<Prepared>> {
  const { local, tree } = context;
  const blocked = await firstUnwritable(tree.root, edits);
  if (blocked !== undefined) {
    return blocked;
  }
  const index = join(tree.gitDir, `phasegate-index-${randomUUID()}`);
  const run = { ...local, environment: { GIT_INDEX_FILE: index } };
  try {
    await gitText(
      base.commit === undefined ? ['read-tree', '--empty'] : ['read-tree', base.commit],
      run,
    );
    await gitText(['update-index', '-z', '--index-info'], {
      ...run,
      input: await indexLines(run, edits),
    });
    const written = await gitText(['write-tree'], run);
    const parent = base.commit === undefined ? [] : ['-p', base.commit];
    const args = ['-c', 'i18n.commitEncoding=utf-8', 'commit-tree', written, ...parent, '-F', '-'];
    return accept({ base, commit: await gitText(args, { ...run, input: text }) });
  } catch (error) {
    return refuse(
      'git-failed',
      `The commit could not be made: ${(error as Error).message}; nothing was changed`,
      'check the space and the rights of the disk with: df -h . and git fsck',
    );
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

/** `MODE HASH<TAB>PATH<NUL>` for each file; the blobs hold the planned bytes, no filter changes them. */
async function indexLines(run: GitRun, edits: readonly FileEdit[]): Promise<string> {
  const lines: string[] = [];
  for (const { path, after } of edits) {
    const hash = await gitText(['hash-object', '-w', '--no-filters', '--stdin'], {
      ...run,
      input: after,
    });
    const staged = await gitText(['ls-files', '-s', '-z', '--', path], run);
    const mode = staged.startsWith('100755') ? '100755' : '100644';
    lines.push(`${mode} ${hash}\t${path}\0`);
  }
  return lines.join('');
}

async function settle(
  { local, tree }: GitContext,
  { commit }: Prepared,
): Promise<Refusal | undefined> {
  // Ctrl-C must not stop this one: the remote has the commit already.
  const run = { cwd: local.cwd };
  const merged = await runGit(['merge', '--ff-only', '--quiet', commit], run);
  const [why = 'git merge failed'] = saidBy(merged.stderr);
  return merged.exitCode === 0
    ? undefined
    : refusal(
        'git-failed',
        `The change ${commit.slice(0, 12)} is made, but the files in ${tree.root} did not follow: ${why}`,
        `git merge --ff-only ${commit.slice(0, 12)}`,
      );
}

/** A disk that takes no files is found before anything is pushed. */
async function firstUnwritable(
  root: string,
  edits: readonly FileEdit[],
): Promise<ReturnType<typeof notWritable> | undefined> {
  for (const { path, after } of edits) {
    const folder = await existing(dirname(join(root, path)));
    const probe = join(folder, `.phasegate-${randomUUID()}`);
    try {
      await writeFile(probe, after);
    } catch (error) {
      return notWritable(folder, error);
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
  }
  return undefined;
}

async function existing(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true || dirname(folder) === folder
    ? folder
    : existing(dirname(folder));
}

function notWritable(folder: string, error: unknown): ReturnType<typeof refuse> {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EDQUOT: 'your quota is used up',
  };
  return refuse(
    'not-writable',
    `${folder} cannot be written: ${reasons[code] ?? code}; nothing was changed`,
    'make room or change the rights, and run the same command again',
  );
}
