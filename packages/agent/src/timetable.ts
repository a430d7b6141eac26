import type { AgentPorts, Clock } from './ports.ts';

/**
 * The clock of everything that waits: schedule, snoozes, deadlines, and how long an announcement is shown. QA may let it
 * run faster. Whether something signed is believed is not asked of it: a feed's `issued` and `expires`, a root's expiry
 * and the day that a replay may go on are held against `ports.clock`, which nobody scales, since a fast clock would let
 * a feed from the future in and a slow one an old feed.
 */
export function timetableOf({
  clock,
  timetable = clock,
}: Pick<AgentPorts, 'clock' | 'timetable'>): Clock {
  return timetable;
}
