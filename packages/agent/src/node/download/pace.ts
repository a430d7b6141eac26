import type { Progress } from '../../snapshot.ts';

/** Milliseconds that a speed is taken over: one slow second does not double the time left. */
const WINDOW = 5000;
/** Milliseconds of which nothing can be told yet. */
const TOO_SHORT = 1000;
/** Windows repaint for each report; ten a second look fluent. */
const REPORT_EVERY = 100;

/** One look at a download: when (milliseconds), and how much was there. */
interface Look {
  readonly at: number;
  readonly received: number;
}

/** What is told of a download: where it stands, how fast it is over the last seconds, and how long that takes. */
function progressAt(looks: readonly Look[], total: number): Progress {
  const last = looks.at(-1);
  const first = looks[0];
  if (first === undefined || last === undefined) {
    return { received: 0, total };
  }
  const { received } = last;
  const took = last.at - first.at;
  const speed = Math.round(((received - first.received) * 1000) / took);
  if (took < TOO_SHORT || speed <= 0) {
    return { received, total };
  }
  return { received, total, speed, secondsLeft: Math.ceil((total - received) / speed) };
}

/** Drops what is older than the window, and everything when a download had to start anew. */
function lookAgain(looks: readonly Look[], look: Look): readonly Look[] {
  const last = looks.at(-1);
  if (last !== undefined && (look.received < last.received || look.at < last.at)) {
    return [look];
  }
  const since = look.at - WINDOW;
  // The last look before the window stays: it is where the window begins.
  return [...looks.filter((_, index) => (looks[index + 1]?.at ?? look.at) > since), look];
}

/** Reports what is on the disk, ten times a second at most, and the end always. `now`: milliseconds that never jump. */
export function createReporter(
  total: number,
  onProgress: (progress: Progress) => void,
  now: () => number = () => performance.now(),
): (received: number) => void {
  let looks: readonly Look[] = [];
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (received) => {
    const at = now();
    if (at - reportedAt >= REPORT_EVERY || received === total) {
      reportedAt = at;
      looks = lookAgain(looks, { at, received });
      onProgress(progressAt(looks, total));
    }
  };
}
