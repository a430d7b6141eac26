import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

import { git } from '@phasegate/testkit';

import { findPython } from './peers/python.ts';

/** On what the figures were taken. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  /** Whole GiB. */
  readonly memory: number;
  readonly node: string;
  readonly git: string;
  readonly python: string | undefined;
  /** Runnable processes over the last minute, as the bench began: above `cores` the figures are soft. */
  readonly load: number;
}

/** Asks the machine. */
export async function describeMachine(): Promise<Machine> {
  return {
    system: `${type()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    git: (await git('.', ['--version'])).replace('git version ', ''),
    python: (await findPython())?.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
