import { PLAN_WITHIN } from '../shared/plan-range.ts';

/** The first and the last time that may be chosen. */
export interface TimeRange {
  readonly first: Date;
  readonly last: Date;
}

const MINUTE = 60_000;
/** Milliseconds that a choice may take to arrive: what is past by then is refused. */
const ON_ITS_WAY = 10_000;
const EVENING = 22;

/** What may be chosen at `now` (epoch milliseconds), in whole minutes, as a field has them. */
export function timesFrom(now: number): TimeRange {
  return {
    first: new Date(Math.ceil((now + ON_ITS_WAY) / MINUTE) * MINUTE),
    last: new Date(Math.floor((now + PLAN_WITHIN) / MINUTE) * MINUTE),
  };
}

/** The next ten o'clock in the evening, where the user is. */
export function nextEvening(now: number): Date {
  const evening = new Date(now);
  evening.setHours(EVENING, 0, 0, 0);
  if (evening < timesFrom(now).first) {
    evening.setDate(evening.getDate() + 1);
  }
  return evening;
}

/** A time as `<input type="datetime-local">` has it: `2026-11-23T22:00`, where the user is. */
export function fieldText(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Reads such a text; `undefined` where it is no time that may be chosen at `now`. */
export function chosenTime(text: string, now: number): Date | undefined {
  const at = new Date(text);
  const { first, last } = timesFrom(now);
  return at >= first && at <= last ? at : undefined;
}
