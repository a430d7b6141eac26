import type { Bucket } from './bucket.ts';

declare const checked: unique symbol;

/** The share of machines that a release is open to, a whole percentage 1..100. */
export type Phase = number & { readonly [checked]: 'phase' };

/** The phases of a product from narrow to broad; the last one is 100. */
export type Phases = readonly Phase[] & { readonly [checked]: 'phases' };

/** Reads `10` or `10%`; anything else (`0`, `101`, `1e1`, `ten`) is `undefined`, never "everybody". */
export function parsePhase(text: string): Phase | undefined {
  if (!/^(?:[1-9]|[1-9]\d|100)%?$/.test(text)) {
    return undefined;
  }
  return Number(text.replace('%', '')) as Phase;
}

/** Reads a list of percentages; it must rise and end in 100, or it is `undefined`. */
export function parsePhases(percentages: readonly number[]): Phases | undefined {
  const phases = percentages.map((percentage) => parsePhase(String(percentage)));
  const rising = phases.every(
    (phase, at) => phase !== undefined && (at === 0 || phase > (phases[at - 1] ?? 100)),
  );
  return rising && phases.at(-1) === 100 ? (phases as readonly number[] as Phases) : undefined;
}

/** 10 %, 50 %, 100 %: the specification's phases (5.10.2.1). */
export const DEFAULT_PHASES: Phases = [10, 50, 100] as readonly number[] as Phases;

/** Everybody. */
export const FULL_PHASE: Phase = 100 as Phase;

/** Whether a machine takes part: buckets 0-9 are in the 10 % phase, and stay in when it widens. */
export function takesPart(bucket: Bucket, phase: Phase): boolean {
  return bucket < phase;
}

/** The phases whose feeds a machine may read, its own (the narrowest) first, broader ones as fall-back. */
export function phasesFor(bucket: Bucket, phases: Phases): readonly Phase[] {
  return phases.filter((phase) => takesPart(bucket, phase));
}

/** The next broader phase, or `undefined` when everybody is in already. */
export function nextPhase(phase: Phase, phases: Phases): Phase | undefined {
  return phases.find((candidate) => candidate > phase);
}
