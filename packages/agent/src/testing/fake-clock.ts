import type { Clock } from '../ports.ts';

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on by so many milliseconds; every timer that is due rings on the way, at its own time and in order. */
  readonly advance: (milliseconds: number) => void;
  /** Milliseconds until the next timer rings; `undefined` where none waits. */
  readonly next: () => number | undefined;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A fake clock that begins at `now`, in milliseconds since 1970; chance is always 0, so that waits are never lengthened. */
export function createFakeClock(now: number = Date.UTC(2026, 0, 1, 12)): FakeClock {
  const timers = new Set<Timer>();
  let time = now;
  // Of two that are due at the same time the older one is found: sets keep their order.
  const soonest = (): Timer | undefined =>
    [...timers].reduce<Timer | undefined>(
      (first, one) => (first === undefined || one.at < first.at ? one : first),
      undefined,
    );
  return {
    now: () => time,
    random: () => 0,
    after: (milliseconds, run) => {
      const timer = { at: time + Math.max(0, milliseconds), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (milliseconds) => {
      const end = time + milliseconds;
      for (let due = soonest(); due !== undefined && due.at <= end; due = soonest()) {
        timers.delete(due);
        time = due.at;
        due.run();
      }
      time = end;
    },
    next: () => {
      const timer = soonest();
      return timer === undefined ? undefined : timer.at - time;
    },
  };
}
