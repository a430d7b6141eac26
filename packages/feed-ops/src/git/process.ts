import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** One process, told apart from a later one that got the same number. */
export interface ProcessMark {
  readonly host: string;
  readonly pid: number;
  /** When it started, as the system counts it; `null` where the system does not say. */
  readonly started: string | null;
  /** In which numbering of processes `pid` counts: containers may share a clone and a host name. Absent: not known. */
  readonly numbering?: string | undefined;
}

/** This process. */
export async function thisProcess(): Promise<ProcessMark> {
  const [started = null, numbering] = await Promise.all([startOf(process.pid), ownNumbering()]);
  return { host: hostname(), pid: process.pid, started, numbering };
}

/** Whether a process is gone; `false` also where that cannot be told, as on another machine. */
export async function isGone(mark: ProcessMark): Promise<boolean> {
  const { host, pid, started, numbering } = mark;
  if (host !== hostname()) {
    return false;
  }
  const own = numbering === undefined ? undefined : await ownNumbering();
  if (own !== undefined && own !== numbering) {
    return beforeThisBoot(started);
  }
  if (!isThere(pid)) {
    return true;
  }
  const now = await startOf(pid);
  return now === ENDED || (started !== null && now !== undefined && now !== started);
}

/** Linux: the namespace that process numbers belong to; one that has gone by is not given out again while it is used. */
async function ownNumbering(): Promise<string | undefined> {
  return readlink('/proc/self/ns/pid').catch(() => undefined);
}

/** Nothing outlives a restart of the machine, in whatever container it ran. */
async function beforeThisBoot(started: string | null): Promise<boolean> {
  const boot = await readFile(BOOT, 'utf8').catch(() => undefined);
  return started !== null && boot !== undefined && !started.startsWith(`${boot.trim()}/`);
}

const BOOT = '/proc/sys/kernel/random/boot_id';
const ENDED = 'ended';

/** From /proc: the boot, and the ticks from it to the start of the process; a number is reused, this pair is not. */
async function startOf(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all(
    [`/proc/${pid}/stat`, BOOT].map((path) => readFile(path, 'utf8').catch(() => undefined)),
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
