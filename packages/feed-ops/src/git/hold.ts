import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Hold, Task } from './feed-repository.ts';
import type { GitContext } from './git-repository.ts';
import { takeLock } from './lock.ts';
import type { Lock } from './lock.ts';
import { notWritable } from './not-writable.ts';
import { recover } from './recover.ts';
import type { Recovered } from './recover.ts';
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
  const { journal, tree, branch, pushes } = context;
  const { headline, words, files } = task;
  const at = rfc3339(task.now);
  const place = { root: tree.root, branch, pushes };
  try {
    await journal.begin({
      headline,
      words,
      at,
      ...place,
      base: null,
      files: [...files],
      pushed: false,
    });
  } catch (error) {
    await lock.value.release();
    return notWritable(dirname(context.journalPath), error);
  }
  return accept({
    release: async () => {
      await journal.close();
      await lock.value.release();
    },
  });
}

/** Looks only where there is something to look at: most commands find neither a lock nor a journal. */
export async function recoverUnderLock(
  context: GitContext,
): Promise<Result<Recovered | undefined>> {
  if (!existsSync(context.journalPath) && !existsSync(lockPath(context))) {
    return accept(undefined);
  }
  const lock = await lockFor(context, 'looking after a command that was ended', Date.now());
  if (!lock.ok) {
    return lock;
  }
  try {
    return accept(await recover(context));
  } finally {
    await lock.value.release();
  }
}

function lockFor(context: GitContext, command: string, now: number): Promise<Result<Lock>> {
  const { timeoutMs, urgent, signal, progress } = context;
  return takeLock(lockPath(context), {
    command,
    since: rfc3339(now),
    waitMs: urgent === true ? Math.min(timeoutMs, URGENT_WAIT_MS) : timeoutMs,
    signal,
    waiting: ({ command: other, pid, since }) =>
      progress?.(`Waiting for another command in this clone: ${other} (process ${pid}, ${since})`),
  });
}

function lockPath({ tree }: GitContext): string {
  return join(tree.commonDir, 'phasegate', 'lock');
}
