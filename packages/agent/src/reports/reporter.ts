import { phaseOfFeed } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import type { Known } from '../known.ts';
import { plainText } from '../notice/plain-text.ts';
import { MAX_TEXT } from './batch.ts';
import type { CrashLoop, EventBody, Timings, UserReportCategory } from './batch.ts';
import { createCheckTimer } from './check-timer.ts';
import { reportsBetween } from './derive.ts';
import { createLineSwitch } from './line-switch.ts';
import type { ReporterPorts, ReporterSettings } from './ports.ts';
import { signatureOf } from './pseudonym.ts';

/** What an app may report of itself. Nothing here throws or waits. */
export interface Reports {
  /** An error or a crash; the first one of this release is reported. */
  readonly error: (what?: ErrorReport) => void;
  /** What the user wanted to say, at their word. */
  readonly userReport: (report: UserReportGiven) => void;
  /** How long something took; each of the two once a day. */
  readonly performance: (timings: Omit<Timings, 'kind'>) => void;
  /** The user's choice. `false` also deletes the queue and the secret; it resolves when they are gone. */
  readonly setEnabled: (enabled: boolean) => Promise<void>;
}

/** The client's side of the rollout's health: what it sees, queued on disk and sent now and then. */
export interface Reporter extends Reports {
  /** Told after every change of the agent. */
  readonly observe: (before: Known, after: Known) => void;
  /** What the start guard sees. */
  readonly record: (event: RecordedEvent) => void;
  /** Sends what waits, unless the collector wants to be left alone; resolves when that is over. */
  readonly flush: () => Promise<void>;
  /** For good; what waits stays on disk for the next start. */
  readonly stop: () => void;
}

/** An event that is not in the agent's own states; about the running version if nothing else is said. */
export type RecordedEvent = ({ readonly kind: 'first-start-ok' } | CrashLoop) & {
  readonly version?: Version;
};

/** An error as the app reports it. */
export interface ErrorReport {
  /** The app, or a process of it, went down. */
  readonly crash?: boolean;
  /**
   * A name for the place or kind of the error, equal on every machine: `TypeError in openNotebook`. It is hashed; a
   * message with a path or a name in it would be guessable all the same, and would never be equal.
   */
  readonly signature?: string;
}

/** A user's report. */
export interface UserReportGiven {
  /** What it is about, of a closed list. */
  readonly category: UserReportCategory;
  /** At most 500 characters; the rest is cut off. */
  readonly text?: string;
}

/** A reporter, on or off as the settings say; off, nothing is kept on disk. */
export function createReporter(given: {
  readonly ports: ReporterPorts;
  readonly settings: ReporterSettings;
}): Reporter {
  const { ports, settings } = given;
  const { app, version } = settings.facts;
  const { clock, log } = ports;
  const switchboard = createLineSwitch(ports, settings);
  let phase: number | undefined;
  const find = (body: EventBody, about: Version = version): void =>
    switchboard.line()?.note(
      (previous) => {
        const previousVersion = about === version ? previous : undefined;
        return [{ version: about, previousVersion, body }];
      },
      { at: clock.now(), phase },
    );
  const performance: Reports['performance'] = (timings) => {
    for (const [name, value] of Object.entries(timings)) {
      find({ kind: 'performance', [name]: twoDigits(value) });
    }
  };
  const timeCheck = createCheckTimer(clock, (checkMs) => performance({ checkMs }));
  const guarded = guard(log);
  return {
    observe: guarded((before, after) => {
      phase = phaseOfFeed(after.reading?.source.name ?? '');
      const derive = (previous: Version | undefined): ReturnType<typeof reportsBetween> =>
        reportsBetween(before, after, { running: version, previous });
      // Most changes, each window's progress for one, are nothing to write home about.
      if (derive(undefined).length > 0) {
        switchboard.line()?.note(derive, { at: clock.now(), phase });
      }
      timeCheck(before, after);
    }),
    record: guarded(({ version: about, ...body }: RecordedEvent) => find(body, about)),
    error: guarded((what: ErrorReport = {}) => find(errorOf(app, what))),
    userReport: guarded(({ category, text = '' }: UserReportGiven) => {
      const words = clipped(text);
      find({ kind: 'user-report', category, ...(words === '' ? {} : { text: words }) });
    }),
    performance: guarded(performance),
    setEnabled: switchboard.setEnabled,
    flush: async () => switchboard.line()?.flush(),
    stop: switchboard.stop,
  };
}

/** What the app hands in is the app's; a slip of it is a line in the log. */
function guard(
  log: ReporterPorts['log'],
): <A extends readonly unknown[]>(run: (...given: A) => void) => (...given: A) => void {
  return (run) =>
    (...given) => {
      try {
        run(...given);
      } catch (error) {
        log.warn(`a report was lost: ${String(error)}`);
      }
    };
}

function errorOf(app: string, { crash = false, signature }: ErrorReport): EventBody {
  const name = signature === undefined ? {} : { signature: signatureOf(app, signature) };
  return { kind: 'error', crash, ...name };
}

/** Enough for quantiles, too little for a fingerprint. */
function twoDigits(milliseconds: number): number {
  return Math.round(Number(milliseconds.toPrecision(2)));
}

/** At most so many UTF-16 units, and no half of a pair at the end. */
function clipped(text: string): string {
  const line = plainText(text, Number.POSITIVE_INFINITY).slice(0, MAX_TEXT);
  return /[\uD800-\uDBFF]$/.test(line) ? line.slice(0, -1) : line;
}
