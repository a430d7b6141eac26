import type { Instant } from '@phasegate/rollout';
import { retryAfterOf } from '../retry-after.ts';

/** What came of one request. */
export type PostAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The header, as it was sent. */
      readonly retryAfter: string | undefined;
    }
  | { readonly kind: 'unreachable'; readonly message: string };

/** How often is sent, in milliseconds. */
export interface Pace {
  /** Between two requests at least; up to as much again is added at random. */
  readonly every: number;
  /** A first event waits up to so long for others, at random. */
  readonly gather: number;
}

/** Every five to ten minutes, and only while something waits. */
export const DEFAULT_PACE: Pace = { every: 300_000, gather: 60_000 };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Request timeout, too early, too many requests: the collector wants the batch later. */
const LATER: readonly number[] = [408, 425, 429];

/** What becomes of a batch: stored, never to be taken, or to be sent again. */
export function fateOf(answer: PostAnswer): 'accepted' | 'refused' | 'later' {
  if (answer.kind === 'unreachable' || LATER.includes(answer.status)) {
    return 'later';
  }
  if (answer.status >= 200 && answer.status < 300) {
    return 'accepted';
  }
  return answer.status >= 400 && answer.status < 500 ? 'refused' : 'later';
}

/** When the next request may go, after one that was answered or refused: the pace, with jitter. `random` is in [0, 1). */
export function afterSettled(now: Instant, random: number, { every }: Pace): Instant {
  return now + every * (1 + random);
}

/** When a batch may be tried again: the pace, exponential back-off with full jitter up to 6 h, and what `Retry-After` asks. */
export function afterFailure(
  answer: PostAnswer,
  failures: number,
  now: Instant,
  chance: { readonly random: number; readonly pace: Pace },
): Instant {
  const { random, pace } = chance;
  const ceiling = Math.min(6 * HOUR, pace.every * 2 ** Math.min(failures, 20));
  const asked = answer.kind === 'answered' ? retryAfterOf(answer.retryAfter, now) : undefined;
  return now + (asked ?? 0) + pace.every + random * ceiling;
}

/** Milliseconds until something may be sent. A time that is days away comes from a clock that was wrong, and does not bind. */
export function waitUntil(notBefore: Instant, now: Instant): number {
  const wait = notBefore - now;
  return wait > 2 * DAY ? 0 : Math.max(wait, 0);
}
