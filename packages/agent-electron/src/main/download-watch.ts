import { AgentError } from '@phasegate/agent';
import type { Clock, Progress } from '@phasegate/agent';

/** How one download is watched. Times in milliseconds. */
export interface WatchOptions {
  /** Bytes that the feed promised; one more and the download is stopped. */
  readonly declared: number;
  readonly idleTimeout: number;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly onProgress: (progress: Progress) => void;
  /** Stops the download. */
  readonly cancel: () => void;
}

/** What electron-updater has none of: a size limit, and an end to waiting. */
export interface DownloadWatch {
  /** So many bytes have arrived. */
  readonly received: (count: number) => void;
  /** Why the watch stopped the download, if it did. */
  readonly reason: () => AgentError | undefined;
  /** Ends the watch. */
  readonly end: () => void;
}

/** Windows repaint for each report; ten a second look fluent. */
const REPORT_EVERY = 100;

/** Begins to watch; the idle time runs from now. */
export function watchDownload(options: WatchOptions): DownloadWatch {
  const { declared, idleTimeout, clock, onProgress, cancel } = options;
  let received = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let reason: AgentError | undefined;
  let ended = false;
  const stop = (why: AgentError): void => {
    if (reason === undefined && !ended) {
      reason = why;
      callOff();
      cancel();
    }
  };
  const waitForByte = (): (() => void) =>
    clock.after(idleTimeout, () => stop(idle(received, idleTimeout)));
  let callOff = waitForByte();
  return {
    received: (count) => {
      if (ended || reason !== undefined) {
        return;
      }
      received += count;
      callOff();
      if (received > declared) {
        stop(tooLong(declared));
        return;
      }
      callOff = waitForByte();
      const now = clock.now();
      if (now - reportedAt >= REPORT_EVERY || received === declared) {
        reportedAt = now;
        onProgress({ received, total: declared });
      }
    },
    reason: () => reason,
    end: () => {
      ended = true;
      callOff();
    },
  };
}

function tooLong(declared: number): AgentError {
  return new AgentError(
    'download-wrong-length',
    `the server sent more than the ${declared} bytes that the feed names; the download was stopped`,
  );
}

function idle(received: number, idleTimeout: number): AgentError {
  const seconds = Math.round(idleTimeout / 1000);
  return new AgentError(
    'download-unreachable',
    `no byte arrived for ${seconds} s, after ${received} bytes; the download was stopped`,
  );
}
