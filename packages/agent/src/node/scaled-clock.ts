import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../ports.ts';
import { writeAtomically } from './write-atomically.ts';

/** The shortest wait, in milliseconds, that scaling makes of a longer one: no host is asked more than once a second. */
const SHORTEST = 1000;
/** The last instant that a date can show. */
const LAST = 8_640_000_000_000_000;
const DAY = 86_400_000;

/**
 * A clock for QA that runs `factor` times as fast as another one, from `origin` (epoch milliseconds) on: with 8640 a day
 * passes in ten seconds. Only for schedule, snoozes and deadlines (`scheduleClockOf`); whether a feed has expired or
 * comes from the future is asked of the real one. A real clock that was set back before the origin is not scaled.
 */
export function scaledClock(clock: Clock, factor: number, origin: number = clock.now()): Clock {
  return {
    now: () => {
      const real = clock.now();
      return real <= origin ? real : Math.min(LAST, Math.round(origin + (real - origin) * factor));
    },
    after: (milliseconds, run) =>
      clock.after(Math.max(milliseconds / factor, Math.min(milliseconds, SHORTEST)), run),
    random: clock.random,
  };
}

const shape = v.object({ factor: v.number(), origin: v.pipe(v.number(), v.safeInteger()) });

/**
 * A {@link scaledClock} that goes on over restarts, so that a notice put aside for four hours comes back when they are
 * over there. Its origin is kept as `time-scale.json` in `folder` for a day; another factor begins anew, and so does a
 * file that cannot be read. Where none can be written, each start begins anew.
 */
export async function keptScaledClock(
  folder: string,
  clock: Clock,
  factor: number,
): Promise<Clock> {
  const file = path.join(folder, 'time-scale.json');
  const now = clock.now();
  const kept = parseKept(await readFile(file, 'utf8').catch(() => ''));
  const goesOn = kept?.factor === factor && kept.origin <= now && now - kept.origin < DAY;
  const origin = goesOn ? kept.origin : now;
  if (!goesOn) {
    await writeAtomically(file, `${JSON.stringify({ factor, origin })}\n`).catch(() => undefined);
  }
  return scaledClock(clock, factor, origin);
}

function parseKept(text: string): v.InferOutput<typeof shape> | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text);
  return parsed.success ? parsed.output : undefined;
}
