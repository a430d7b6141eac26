import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'phasegate-testkit-';

let home: string | undefined;

/** A fresh, empty folder (real path, no symlinks in it); it is gone when the process ends, or by {@link removeFolder}. */
export async function temporaryFolder(name = 'folder'): Promise<string> {
  home ??= openHome();
  return realpath(await mkdtemp(join(home, `${name}-`)));
}

/** Removes a folder now instead of at the end of the process; a folder that is not there is fine. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** One home a process, named by its id, so that what a killed run left behind can be told from what is in use. */
function openHome(): string {
  sweep(tmpdir());
  const made = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  process.once('exit', () => removeAtOnce(made));
  // vitest ends its workers by SIGTERM, which tells no `exit`.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => endBy(signal, made));
  }
  return made;
}

/** Ends by the signal as if nobody had listened, unless somebody else does. */
function endBy(signal: NodeJS.Signals, made: string): void {
  removeAtOnce(made);
  if (process.listenerCount(signal) === 0) {
    process.kill(process.pid, signal);
  }
}

/** Removes the homes of processes that no longer run: `exit` is not told to a process that is killed. */
export function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(PREFIX)
      ? /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1]
      : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) {
      removeAtOnce(join(parent, name));
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function removeAtOnce(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Another user's, or a dying child still writes to it: the next sweep has another try.
  }
}
