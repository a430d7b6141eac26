import { AgentError } from '@phasegate/agent';
import type { Clock, Progress } from '@phasegate/agent';

/** How one download is watched. Times in milliseconds. */
export interface WatchOptions {
  /** Bytes that the feed promised; one more and the download is stopped. */
  readonly declared: number;
  readonly idleTimeout: number;
  /** For the whole download, however steadily it drips. */
  readonly totalTimeout: number;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly onProgress: (progress: Progress) => void;
}

/** What electron-updater has none of: a size limit, an end to waiting, and a stop that stops. */
export interface DownloadWatch {
  /** So many bytes have arrived. */
  readonly received: (count: number) => void;
  /** Runs once when the download has to stop; at once when it already has to. */
  readonly onStop: (run: () => void) => void;
  /** Stops the download; the first reason stays. */
  readonly stop: (why: AgentError) => void;
  /** Why the download was stopped, if it was. */
  readonly reason: () => AgentError | undefined;
  /** Ends the watch. */
  readonly end: () => void;
}

/** Windows repaint for each report; ten a second look fluent. */
const REPORT_EVERY = 100;

/** Begins to watch; the idle time runs from now. */
export function watchDownload(options: WatchOptions): DownloadWatch {
  const { declared, idleTimeout, totalTimeout, clock } = options;
  const report = reporter(options);
  const stops: (() => void)[] = [];
  let received = 0;
  let reason: AgentError | undefined;
  let callOff: () => void = () => undefined;
  const endTotal = clock.after(totalTimeout, () => stop(tooSlow(received, totalTimeout)));
  const stop = (why: AgentError): void => {
    callOff();
    endTotal();
    if (reason === undefined) {
      reason = why;
      stops.forEach((run) => run());
    }
  };
  const wait = (): void => {
    callOff();
    callOff = clock.after(idleTimeout, () => stop(idle(received, idleTimeout)));
  };
  wait();
  return {
    received: (count) => {
      received += count;
      if (reason === undefined && received > declared) {
        stop(tooLong(declared));
      }
      if (reason === undefined) {
        wait();
        report(received);
      }
    },
    onStop: (run) => {
      stops.push(run);
      if (reason !== undefined) {
        run();
      }
    },
    stop,
    reason: () => reason,
    end: () => {
      callOff();
      endTotal();
    },
  };
}

function reporter({ declared, clock, onProgress }: WatchOptions): (received: number) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (received) => {
    const now = clock.now();
    if (now - reportedAt >= REPORT_EVERY || received === declared) {
      reportedAt = now;
      onProgress({ received, total: declared });
    }
  };
}

function tooLong(declared: number): AgentError {
  return new AgentError(
    'download-wrong-length',
    `the server sent more than the ${declared} bytes that the feed names; the download was stopped`,
  );
}

function tooSlow(received: number, totalTimeout: number): AgentError {
  const minutes = Math.round(totalTimeout / 60_000);
  return new AgentError(
    'download-unreachable',
    `only ${received} bytes arrived in ${minutes} minutes; the download was stopped`,
  );
}

function idle(received: number, idleTimeout: number): AgentError {
  const seconds = Math.round(idleTimeout / 1000);
  return new AgentError(
    'download-unreachable',
    `no byte arrived for ${seconds} s, after ${received} bytes; the download was stopped`,
  );
}
