import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Hold, Task } from './feed-repository.ts';
import type { GitContext } from './git-repository.ts';
import { takeLock } from './lock.ts';
import type { Holder, Lock } from './lock.ts';
import { thisProcess } from './process.ts';
import { notWritable } from './not-writable.ts';
import { recover } from './recover.ts';
import type { Recovered } from './recover.ts';
import { sweepParts } from './write-whole.ts';
import { accept } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { rfc3339 } from '../times.ts';

// A stop that waits for long is none.
const URGENT_WAIT_MS = 5000;

/** The lock, and an entry in the journal that says what is about to happen. */
export async function hold(context: GitContext, task: Task): Promise<Result<Hold>> {
  const lock = await lockFor(context, task.headline, task.now);
  if (!lock.ok) {
    return lock;
  }
  const { journal, tree, branch, remote, remoteBranch, pushes, progress } = context;
  const { headline, words, files } = task;
  const at = rfc3339(task.now);
  const place = { root: tree.root, branch, remote, remoteBranch, pushes };
  try {
    // Another command may have been killed while the operator of this one was being asked.
    const before = await recover(context);
    if (before !== undefined) {
      progress?.(before.said);
    }
    const begun = { headline, words, at, ...place, base: null, files: [...files], pushed: false };
    await journal.begin({ ...begun, process: await thisProcess() });
  } catch (error) {
    await lock.value.release();
    return notWritable(dirname(context.journalPath), error);
  }
  return accept({ release: lock.value.release });
}

/** Looks only where there is something to look at: most commands find neither a lock nor a journal, nor a part of one. */
export async function recoverUnderLock(
  context: GitContext,
): Promise<Result<Recovered | undefined>> {
  const folder = dirname(context.journalPath);
  const names = await readdir(folder).catch(() => []);
  if (!names.some((name) => /^lock|\.json/.test(name) && name !== 'queue.json')) {
    return accept(undefined);
  }
  const lock = await lockFor(context, LOOKING, Date.now());
  if (!lock.ok) {
    return lock;
  }
  try {
    await sweepParts(folder);
    return accept((await recover(context)) ?? begunBy(lock.value.tookOver));
  } finally {
    await lock.value.release();
  }
}

/** A lock is taken before the journal is begun, and where nothing was done it is given back after it is closed. */
function begunBy(holder: Holder | undefined): Recovered | undefined {
  if (holder === undefined || holder.command === LOOKING) {
    return undefined;
  }
  const { command, since } = holder;
  const said = `The last command (${command}, ${since}) was ended before its push: nothing was changed`;
  return { headline: command, words: '', ended: 'undone', said };
}

const LOOKING = 'looking after a command that was ended';

async function lockFor(context: GitContext, command: string, now: number): Promise<Result<Lock>> {
  const { timeoutMs, urgent, signal, progress } = context;
  const lock = await takeLock(lockPath(context), {
    command,
    since: rfc3339(now),
    waitMs: urgent === true ? Math.min(timeoutMs, URGENT_WAIT_MS) : timeoutMs,
    signal,
    waiting: ({ command: other, pid, since }) =>
      progress?.(`Waiting for another command in this clone: ${other} (process ${pid}, ${since})`),
  });
  const before = lock.ok ? lock.value.tookOver : undefined;
  if (before !== undefined) {
    progress?.(`Took over from process ${before.pid}, which is gone: ${before.command}`);
  }
  return lock;
}

function lockPath({ tree }: GitContext): string {
  return join(tree.commonDir, 'phasegate', 'lock');
}
