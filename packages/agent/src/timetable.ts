import type { AgentPorts, Clock } from './ports.ts';

/**
 * The clock of everything that waits: schedule, snoozes, deadlines. QA may let it run faster. Nothing that is signed is
 * held against it: a feed's `issued` and `expires`, a root's expiry and the days that a replay goes on are read off
 * `ports.clock`, which nobody scales, since a fast one would let a feed from the future in and an old one out.
 */
export function timetableOf({
  clock,
  timetable = clock,
}: Pick<AgentPorts, 'clock' | 'timetable'>): Clock {
  return timetable;
}
