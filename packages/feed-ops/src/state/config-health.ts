import * as v from 'valibot';

import { localOrHttps } from '../health/health-address.ts';

/** The section `health` of `phasegate.json`: what escalation asks before it lets more machines in. */
export interface HealthSettings {
  /** An https address (http on this machine), or a file, relative to the root of the work tree. */
  readonly source: string;
  /** A verdict that is older says nothing. */
  readonly maxAgeMinutes: number;
  /** How long a release must have been in its phase. */
  readonly minimumHours: number;
}

/** The same as it is written: what is left out has a default. */
type HealthTyped = Pick<HealthSettings, 'source'> & {
  readonly [K in Exclude<keyof HealthSettings, 'source'>]?: HealthSettings[K] | undefined;
};

/** How the section is written; a name that is not known is refused, so that a typo cannot loosen the gate. */
export const HealthShape: v.GenericSchema<HealthTyped, HealthSettings> = v.strictObject({
  source: v.pipe(
    v.string(),
    v.minLength(1),
    v.check(localOrHttps, 'is an https address or the path of a file'),
  ),
  maxAgeMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(7 * 24 * 60)), 15),
  minimumHours: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(90 * 24)), 24),
});
