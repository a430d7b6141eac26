import type { AgentPorts, Clock } from './ports.ts';

/**
 * The clock of everything that waits by itself: checks, snoozes, deadlines, and how long an announcement is shown. QA may
 * let it run faster. Whether something signed is believed is not asked of it: a feed's `issued` and `expires`, a root's
 * expiry and the day that a replay may go on are held against `ports.clock`, which nobody scales, since a fast clock
 * would let a feed from the future in and a slow one an old feed. Nor is whether a start went well, which raises the
 * floor, nor the moment that a user picked for an install.
 */
export function scheduleClockOf({
  clock,
  scheduleClock = clock,
}: Pick<AgentPorts, 'clock' | 'scheduleClock'>): Clock {
  return scheduleClock;
}
