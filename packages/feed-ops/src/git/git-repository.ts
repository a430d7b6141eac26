import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { commitText } from './commit-message.ts';
import type { Base, FeedRepository, Prepared } from './feed-repository.ts';
import { readBlobs, writeBlobs } from './blobs.ts';
import { gitText } from './git.ts';
import type { GitRun } from './git.ts';
import { catchUp, contains, lastSeen } from './git-fetch.ts';
import { push } from './git-push.ts';
import { commitsOfLines } from './line-commits.ts';
import type { FileEdit } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { hold, recoverUnderLock } from './hold.ts';
import { openJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { notWritable } from './not-writable.ts';
import { openQueue } from './queue.ts';
import { settle } from './settle.ts';
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
  /** Whether the branch is checked out in this work tree, so that its files are to follow. */
  readonly checkedOut: boolean;
  /** What stops harm begins at the remote, whatever this clone has of its own. */
  readonly urgent?: boolean;
  /** One line about what is waited for, for people. */
  readonly progress?: ((line: string) => void) | undefined;
  /** Milliseconds for one fetch or push. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the parts of the adapter share. */
export interface GitContext extends GitOptions {
  readonly tree: WorkTree;
  readonly local: GitRun;
  readonly network: GitRun;
  readonly journal: Journal;
  readonly journalPath: string;
}

/**
 * Feeds in a real git work tree. The commit is made beside the branch and pushed by its hash; the branch and the files
 * follow only after the remote has it. So a refused push, a full disk or Ctrl-C leaves everything as it was.
 */
export function gitRepository(tree: WorkTree, options: GitOptions): FeedRepository {
  const local = { cwd: tree.root, signal: options.signal };
  const network = { ...local, timeoutMs: options.timeoutMs };
  const journalPath = join(tree.commonDir, 'phasegate', 'journal.json');
  const journal = openJournal(journalPath);
  const context = { ...options, tree, local, network, journal, journalPath };
  return {
    root: tree.root,
    branch: options.branch,
    pushes: options.pushes,
    catchUp: () => catchUp(context),
    lastSeen: () => lastSeen(context),
    read: (base, paths) => readFiles(context, base, paths),
    list: (base, folder) => listFiles(context, base, folder),
    has: async ({ commit }, other) => commit !== undefined && contains(context, commit, other),
    queue: openQueue(
      join(tree.commonDir, 'phasegate', 'queue.json'),
      { cwd: tree.root },
      options.branch,
    ),
    hold: (task) => hold(context, task),
    finish: journal.close,
    recover: () => recoverUnderLock(context),
    commitsOf: (base, path) => commitsOf(context, base, path),
    commitsOfLines: (base, path, range) => commitsOfLines(local, base, path, range),
    backUp: (edits, now) => backUp(context, edits, now),
    prepare: async (base, edits, message) => {
      const prepared = await prepare(context, { base, edits, text: commitText(message) });
      return prepared.ok ? noted(context, prepared.value, edits) : prepared;
    },
    push: async (prepared) => {
      await journal.note({ base: prepared.base.commit ?? null, commit: prepared.commit });
      const pushed = await push(context, prepared);
      // The remote has it; a disk that is full by now does not make that untrue.
      await (pushed.kind === 'arrived'
        ? journal.note({ pushed: true }).catch(() => undefined)
        : undefined);
      return pushed;
    },
    settle: (prepared) => settle(context, prepared),
  };
}

/** From here on a run that finds the journal can ask the remote whether the commit has arrived. */
async function noted(
  { journal }: GitContext,
  prepared: Prepared,
  edits: readonly FileEdit[],
): Promise<Result<Prepared>> {
  const files = edits.map(({ path }) => path);
  try {
    await journal.note({ base: prepared.base.commit ?? null, commit: prepared.commit, files });
    return accept(prepared);
  } catch (error) {
    return notWritable('the journal', error);
  }
}

async function readFiles(
  { local }: GitContext,
  { commit }: Base,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (commit === undefined || paths.length === 0) {
    return new Map();
  }
  const entries = await treeEntries(local, ['ls-tree', '-z', commit, '--', ...paths]);
  const files = entries.filter(({ type }) => type === 'blob');
  const blobs = await readBlobs(
    local,
    files.map(({ hash }) => hash),
  );
  return new Map(
    files.flatMap(({ path, hash }) => {
      const bytes = blobs.get(hash);
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
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
  readonly type: string;
  readonly hash: string;
  readonly path: string;
}

async function treeEntries(run: GitRun, args: readonly string[]): Promise<readonly TreeEntry[]> {
  const text = await gitText(args, run);
  return text.split('\0').flatMap((line) => {
    const [, type, hash, path] = /^\d+ (\w+) ([\da-f]+)\t(.+)$/s.exec(line) ?? [];
    return type === undefined || hash === undefined || path === undefined
      ? []
      : [{ type, hash, path }];
  });
}

async function commitsOf(
  { local }: GitContext,
  { commit }: Base,
  path: string,
): Promise<readonly Base[]> {
  if (commit === undefined) {
    return [];
  }
  const text = await gitText(['rev-list', commit, '--', path], local);
  return text.split('\n').flatMap((one) => (one === '' ? [] : [{ commit: one, ahead: 0 }]));
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
  const blocked = context.checkedOut ? await firstUnwritable(tree.root, edits) : undefined;
  if (blocked !== undefined && context.urgent !== true) {
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
      input: await indexLines(run, tree.gitDir, edits),
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

/** `MODE HASH<TAB>PATH<NUL>` for each file; the blobs hold the planned bytes. */
async function indexLines(
  run: GitRun,
  gitDir: string,
  edits: readonly FileEdit[],
): Promise<string> {
  const texts = edits.map(({ after }) => after);
  const paths = edits.map(({ path }) => path);
  const blobs = await writeBlobs(run, gitDir, texts);
  const staged = (await gitText(['ls-files', '-s', '-z', '--', ...paths], run)).split('\0');
  const runnable = new Set(
    staged.filter((line) => line.startsWith('100755 ')).map((line) => /\t(.*)$/s.exec(line)?.[1]),
  );
  return edits
    .map(({ path, after }) => {
      const mode = runnable.has(path) ? '100755' : '100644';
      return `${mode} ${blobs.get(after) ?? ''}\t${path}\0`;
    })
    .join('');
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
