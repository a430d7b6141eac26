import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** One process, told apart from a later one that got the same number. */
export interface ProcessMark {
  readonly host: string;
  readonly pid: number;
  /** When it started, as the system counts it; `null` where the system does not say. */
  readonly started: string | null;
}

/** This process. */
export async function thisProcess(): Promise<ProcessMark> {
  return { host: hostname(), pid: process.pid, started: (await startOf(process.pid)) ?? null };
}

/** Whether a process is gone; `false` also where that cannot be told, as on another machine. */
export async function isGone({ host, pid, started }: ProcessMark): Promise<boolean> {
  if (host !== hostname()) {
    return false;
  }
  if (!isThere(pid)) {
    return true;
  }
  const now = await startOf(pid);
  return now === ENDED || (started !== null && now !== undefined && now !== started);
}

const ENDED = 'ended';

/** From /proc: the boot, and the ticks from it to the start of the process; a number is reused, this pair is not. */
async function startOf(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all(
    [`/proc/${pid}/stat`, '/proc/sys/kernel/random/boot_id'].map((path) =>
      readFile(path, 'utf8').catch(() => undefined),
    ),
  );
  // The name of the program stands in brackets and may hold anything; what follows it are plain words.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const ticks = fields[18];
  if (state === 'Z' || state === 'X') {
    return ENDED;
  }
  return ticks === undefined || boot === undefined ? undefined : `${boot.trim()}/${ticks}`;
}

/** Whether a process of this number runs on this machine. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
