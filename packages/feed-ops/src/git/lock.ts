import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import * as v from 'valibot';

import { readJson } from '../state/config.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { notWritable } from './not-writable.ts';
import { isGone, isThere, thisProcess } from './process.ts';
import type { ProcessMark } from './process.ts';
import { createWhole, partOf } from './write-whole.ts';

/** Who holds a lock. */
export interface Holder extends ProcessMark {
  /** Tells one holding from the next. */
  readonly nonce: string;
  /** RFC 3339. */
  readonly since: string;
  readonly command: string;
}

const Shape = v.object({
  host: v.string(),
  pid: v.number(),
  started: v.nullable(v.string()),
  numbering: v.optional(v.string()),
  nonce: v.string(),
  since: v.string(),
  command: v.string(),
});

/** A lock that is held. */
export interface Lock {
  /** The process that held it and is gone, where there was one. */
  readonly tookOver: Holder | undefined;
  readonly release: () => Promise<void>;
}

/** How a lock is waited for. */
export interface LockWait {
  /** What this process is about to do, for whoever waits for it. */
  readonly command: string;
  readonly since: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Told once, when the wait begins. */
  readonly waiting: (holder: Holder) => void;
}

const LOOK_AGAIN_MS = 100;

/**
 * Takes a lock file that a second process on the same clone takes as well. One whose process is gone is taken over;
 * a living one is waited for. The remote alone decides between two clones: this keeps the files of one in order.
 */
export async function takeLock(path: string, wait: LockWait): Promise<Result<Lock>> {
  const until = performance.now() + wait.waitMs;
  const mark = await thisProcess();
  const mine = { ...mark, nonce: randomUUID(), since: wait.since, command: wait.command };
  let tookOver: Holder | undefined;
  let told = false;
  for (;;) {
    const made = existsSync(path) ? accept(false) : await create(path, mine);
    if (!made.ok) {
      return made;
    }
    if (made.value) {
      return accept({ tookOver, release: () => release(path, mine) });
    }
    const holder = await holderOf(path);
    if (holder !== undefined && (await isGone(holder))) {
      tookOver = (await remove(path, holder)) ? holder : tookOver;
      continue;
    }
    if (performance.now() >= until) {
      return locked(path, holder);
    }
    if (wait.signal.aborted) {
      return refuse('locked', 'Stopped while waiting for another command', 'run it again');
    }
    if (holder !== undefined && !told) {
      told = true;
      wait.waiting(holder);
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Who holds it; `undefined` where nobody does. */
export async function holderOf(path: string): Promise<Holder | undefined> {
  const read = v.safeParse(Shape, readJson(await readFile(path, 'utf8').catch(() => '')));
  return read.success ? read.output : undefined;
}

async function create(path: string, mine: Holder): Promise<Result<boolean>> {
  try {
    return accept(await createWhole(path, `${JSON.stringify(mine)}\n`));
  } catch (error) {
    return notWritable(path, error);
  }
}

/** Moves a dead holder's file away, and puts it back if it turns out to be somebody else's by now. */
async function remove(path: string, dead: Holder): Promise<boolean> {
  const aside = partOf(path);
  try {
    await rename(path, aside);
  } catch {
    return false;
  }
  const moved = await holderOf(aside);
  if (moved !== undefined && moved.nonce !== dead.nonce) {
    await link(aside, path).catch(() => undefined);
  }
  await rm(aside, { force: true });
  return moved?.nonce === dead.nonce;
}

async function release(path: string, mine: Holder): Promise<void> {
  if ((await holderOf(path))?.nonce === mine.nonce) {
    // One that cannot be removed is taken over as soon as this process is gone.
    await rm(path, { force: true }).catch(() => undefined);
  }
}

function locked(path: string, holder: Holder | undefined): ReturnType<typeof refuse> {
  if (holder === undefined) {
    return refuse('locked', `${path} is in the way, and no command wrote it`, `rm ${path}`);
  }
  const { pid, host, since, command } = holder;
  const isHere = host === hostname() && isThere(pid);
  return refuse(
    'locked',
    `Another command is at work in this clone: ${command} (process ${pid} on ${host}, since ${since}); nothing was changed`,
    isHere
      ? `wait for it and run this again, or end it first: kill ${pid}`
      : `wait for it; if ${host} is gone for good: rm ${path}`,
  );
}
