import { parsePhase } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';
import * as v from 'valibot';

import type { Config } from './config.ts';

/** How former phases are written: percentages below 100. */
export const FormerPhasesShape: v.GenericSchema<number[], Phase[]> = v.array(
  v.pipe(
    v.number(),
    v.check((share) => share < 100 && parsePhase(String(share)) !== undefined, 'is below 100'),
    v.transform((share) => share as Phase),
  ),
);

/**
 * Every phase that has a feed, the narrowest first: today's, and those of before. Apps learn their phases when they are
 * built, so a feed that went away would push their machines into a broader one; kept, it costs a file.
 */
export function fedPhases({
  phases,
  formerPhases = [],
}: Pick<Config, 'phases' | 'formerPhases'>): readonly Phase[] {
  return [...new Set([...phases, ...formerPhases])].sort((a, b) => a - b);
}
