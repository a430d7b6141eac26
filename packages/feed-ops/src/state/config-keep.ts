import * as v from 'valibot';

/** How much of the past feeds go on holding. */
export interface Keep {
  /** How many of the newest complete releases; at least two, so that there is always one to go back to. */
  readonly complete: number;
}

/** Feeds hold what clients can use, so that a check costs the same after five years (feed-format, "Invariants"). */
export const DEFAULT_KEEP: Keep = { complete: 2 };

/** The `keep` section of `phasegate.json`. */
export const KeepShape: v.GenericSchema<unknown, Keep> = v.strictObject({
  complete: v.pipe(
    v.number(),
    v.check((count) => isCount(count), 'is a whole number from 2 to 5000'),
  ),
});

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 2 && count <= 5000;
}
