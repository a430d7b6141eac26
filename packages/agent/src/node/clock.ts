import type { Clock } from '../ports.ts';

/** The longest wait, in milliseconds; Node takes a longer one for 1 ms, and the timer would ring without end. */
const LONGEST = 2 ** 31 - 1;

/** The machine's own clock; a timer that waits does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, Math.min(milliseconds, LONGEST));
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
