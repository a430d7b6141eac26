import { parseInstant } from '@phasegate/rollout';

import type { LedgerRelease, ScheduledStep } from './ledger.ts';

/** The step that a rolling release takes next, and whether its time has come. */
export interface NextScheduled {
  readonly step: ScheduledStep;
  /** `missed`: its time went by before the release came to where it is now (somebody escalated by hand, late); it is planned anew. */
  readonly when: 'later' | 'due' | 'missed';
}

/** Steps are taken in their order; one that was missed keeps those behind it back. */
export function nextScheduled(
  { state, phase, since, schedule = [] }: Omit<LedgerRelease, 'version' | 'item'>,
  now: number,
): NextScheduled | undefined {
  const step = schedule.find((one) => one.phase > (phase ?? 0));
  const at = step && parseInstant(step.at);
  if (state !== 'rolling' || step === undefined || at === undefined) {
    return undefined;
  }
  const began = parseInstant(since) ?? now;
  return { step, when: at > now ? 'later' : at > began ? 'due' : 'missed' };
}
