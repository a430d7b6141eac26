import { setTimeout as pause } from 'node:timers/promises';

/** How long {@link until} waits, how often it looks, and what it names when the time is over. */
export interface UntilOptions {
  /** Milliseconds; 10,000 by default. */
  readonly withinMs?: number;
  /** Milliseconds between looks; 20 by default. */
  readonly everyMs?: number;
  /** What was waited for, for the error's sentence. */
  readonly what?: string;
}

/** Looks again and again until the answer is neither `undefined` nor `false`, and returns it; throws at the deadline. */
export async function until<T>(
  look: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 20, what = 'the condition' }: UntilOptions = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) {
      return seen as Exclude<T, undefined | false>;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what} did not come within ${withinMs} ms`);
    }
    await pause(everyMs);
  }
}
