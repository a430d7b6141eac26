import type { RowResult } from './run-row.ts';

/** Whether a row keeps the limit that it states. */
export type Kept = {
  readonly kept: boolean;
  /** One line for people. */
  readonly said: string;
};

/** The least of a machine that has to be free for a limit to mean anything. */
export interface Load {
  readonly load: number;
  readonly cores: number;
}

/**
 * Holds the first peer's median against a limit. On a machine that is busy a time that is too long says nothing, and a
 * time that is short enough says all.
 */
export function judgeLimit(
  { peers: [first] }: RowResult,
  limitMs: number,
  { load, cores }: Load,
): Kept {
  const median = first === undefined || 'absent' in first ? undefined : first.values.ms?.median;
  if (median === undefined) {
    return { kept: false, said: `limit ${limitMs} ms: not measured` };
  }
  const took = `limit ${limitMs} ms: ${median.toFixed(0)} ms, ${(median / limitMs).toFixed(2)} of it`;
  if (median <= limitMs) {
    return { kept: true, said: `${took}, kept` };
  }
  return load > cores / 2
    ? { kept: true, said: `${took}, not judged: the load was ${load} on ${cores} cores` }
    : { kept: false, said: `${took}, broken` };
}
