import type { Instant } from '@phasegate/rollout';
import type { Schedule } from './facts.ts';
import type { Timing } from './known.ts';
import type { Restraint } from './ports.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A machine that wakes up, or whose network is back, checks within this time; an office wakes up all at once. */
const SOON = 30_000;

/** How the last check has ended, as far as the next one depends on it. */
export interface Ending {
  /** Checks that failed in a row; 0 after an answer. */
  readonly failures: number;
  /** Milliseconds that the host has asked for (Retry-After). */
  readonly retryAfter: number | undefined;
}

/**
 * Milliseconds until the next check. After an answer: the schedule's, and up to a tenth more. After a failure: at random
 * within a time that doubles ("full jitter"; Brooker, "Exponential Backoff And Jitter", AWS 2015) from a minute up to
 * the schedule's, so that a host which comes back is not met by everybody at once. What the host asks for is kept to,
 * for a day at most. `random` is in [0, 1).
 */
export function waitAfter(
  { failures, retryAfter }: Ending,
  { every }: Pick<Schedule, 'every'>,
  random: number,
): number {
  const own =
    failures === 0
      ? every * (1 + random / 10)
      : random * Math.min(every, MINUTE * 2 ** (failures - 1));
  const asked = Math.min(retryAfter ?? 0, DAY);
  return Math.max(own, asked * (1 + random / 10), failures === 0 ? 0 : 1000);
}

/** Milliseconds until the first check of a start; a host that wanted to be left alone still does. */
export function waitAtStart(
  { firstAfter }: Pick<Schedule, 'firstAfter'>,
  notBefore: Instant | undefined,
  now: Instant,
  random: number,
): number {
  const left = (notBefore ?? now) - now;
  // A moment further off than a host can ask for was written by a clock that ran ahead.
  const asked = left <= DAY ? left : 0;
  return Math.max(firstAfter, asked) * (1 + random / 10);
}

/** Until when the host wants no more questions; `undefined` where it has not said so. */
export function notBeforeOf(retryAfter: number | undefined, now: Instant): Instant | undefined {
  return retryAfter === undefined ? undefined : now + Math.min(retryAfter, DAY);
}

/** Whether a check by the timer can wait: bytes or battery are short, and there was an answer within a day. */
export function canWait(
  restraint: Restraint | undefined,
  answeredAt: Instant | undefined,
  now: Instant,
): boolean {
  return restraint !== undefined && answeredAt !== undefined && Math.abs(now - answeredAt) < DAY;
}

/** Milliseconds until a check because the machine is back; `undefined` where the check that is planned will do. */
export function waitOnReturn(
  what: 'resumed' | 'online',
  { failures, nextCheckAt }: Timing,
  { now, notBefore }: { readonly now: Instant; readonly notBefore: Instant | undefined },
  random: number,
): number | undefined {
  const overslept = nextCheckAt !== undefined && nextCheckAt <= now;
  const wanted = what === 'resumed' ? overslept || failures > 0 : failures > 0;
  const forbidden = notBefore !== undefined && notBefore > now && notBefore - now <= DAY;
  return wanted && !forbidden ? random * SOON : undefined;
}
