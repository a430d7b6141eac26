import { readFileSync } from 'node:fs';

import { gitEnvironment } from '@phasegate/testkit';
import { x } from 'tinyexec';

import type { Measured } from './row.ts';

/** How a process ended, and what it took. */
export interface Watched {
  readonly code: number | undefined;
  readonly said: string;
  readonly measured: Measured;
}

const LOOK_EVERY_MS = 2;
/** `getconf CLK_TCK`, the same on every Linux that Node runs on. */
const TICK_MS = 10;

/** Runs a program to its end, and watches its memory and its processor time where the system tells them (Linux). */
export async function watchProcess(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<Watched> {
  const started = performance.now();
  const running = x(program, [...args], { nodeOptions: { cwd, env: gitEnvironment() } });
  let seen: Use | undefined;
  const timer = setInterval(() => {
    seen = useOf(running.pid) ?? seen;
  }, LOOK_EVERY_MS);
  const { exitCode, stdout, stderr } = await running;
  const ms = performance.now() - started;
  clearInterval(timer);
  return {
    code: exitCode,
    said: stderr === '' ? stdout : stderr,
    measured: seen === undefined ? { ms } : { ms, parts: partsOf(seen) },
  };
}

interface Use {
  readonly kilobytes: number;
  readonly ticks: number;
}

function partsOf({ kilobytes, ticks }: Use): NonNullable<Measured['parts']> {
  return {
    'peak memory, MB': kilobytes / 1024,
    'processor time with the git processes, ms': ticks * TICK_MS,
  };
}

/** The peak so far (`VmHWM`), and the time of the process and of its children that have ended; see proc(5). */
function useOf(pid: number | undefined): Use | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const kilobytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return Number.isFinite(kilobytes) && Number.isFinite(ticks) ? { kilobytes, ticks } : undefined;
  } catch {
    return undefined;
  }
}
