import { error, ok, skipped, warning } from './finding.ts';
import type { Remark } from './finding.ts';

/** What others say the time is, in milliseconds since 1970. */
export interface ClockFacts {
  readonly now: number;
  /** The Date header of the host that serves the feeds; it knows whole seconds. */
  readonly host: number | undefined;
  /** When the newest commit was made, by the clock of whoever made it. */
  readonly commit: number | undefined;
}

const MINUTE = 60_000;
const SLIGHT = 5 * MINUTE;
/** Clients distrust feeds that are dated further ahead than that. */
const TOO_FAR = 24 * 60 * MINUTE;
const SET = 'sudo timedatectl set-ntp true, or set the clock of this machine';

/** A feed is dated by this machine's clock, and clients hold its date against theirs. */
export function judgeClock({ now, host, commit }: ClockFacts): Remark {
  const ahead = host === undefined ? 0 : now - host;
  if (Math.abs(ahead) > SLIGHT) {
    const way = ahead > 0 ? 'ahead of' : 'behind';
    return saying(
      Math.abs(ahead),
      `This clock is ${span(Math.abs(ahead))} ${way} the host of the feeds`,
    );
  }
  const after = commit === undefined ? 0 : commit - now;
  if (after > SLIGHT) {
    return saying(after, `The newest commit is ${span(after)} in the future by this clock`);
  }
  if (host === undefined) {
    return commit === undefined
      ? skipped('Nothing to hold this clock against: no commit, and no answer of a host')
      : ok('This clock is not behind the newest commit');
  }
  return ok('This clock and the one of the host agree');
}

function saying(off: number, message: string): Remark {
  return off > TOO_FAR
    ? error(`${message}; clients refuse feeds that are dated so`, SET)
    : warning(message, SET);
}

function span(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  const hours = Math.round(minutes / 60);
  if (minutes < 120) {
    return `${minutes} min`;
  }
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
