import { problemOf } from '../error.ts';
import type { Finding } from './derive.ts';
import { openJournal } from './journal.ts';
import type { InTurn, Journal, Moment } from './journal.ts';
import type { ReporterPorts, ReporterSettings } from './ports.ts';
import { createSender } from './sender.ts';
import { DEFAULT_PACE } from './sending.ts';

/** The line to the collector, from the moment reports are on until they are off. Nothing here throws. */
export interface Line {
  /** Queues what is found; `find` is told which version ran before. */
  readonly note: (
    find: (previous: Journal['previous']) => readonly Finding[],
    moment: Moment,
  ) => void;
  /** Sends what waits, as far as the collector lets it; resolves when that is over. */
  readonly flush: () => Promise<void>;
  /** Sends no more; resolves when all that was noted is written, and nothing is any more. */
  readonly close: () => Promise<void>;
}

/** Opens it once `ready`: what an earlier line has left is deleted first. */
export function openLine(
  ports: ReporterPorts,
  { facts, pace = DEFAULT_PACE }: ReporterSettings,
  ready: Promise<unknown>,
): Line {
  const ending = new AbortController();
  const journal = ready
    .then(() => openJournal(ports, facts, pace))
    .catch((error: unknown) => {
      ports.log.warn(
        `nothing is reported in this start: ${problemOf(error, 'disk-failed').message}`,
      );
      return undefined;
    });
  let last: Promise<unknown> = journal;
  const inTurn: InTurn = (work) => {
    const turn = last.then(async () => {
      const open = await journal;
      return open === undefined ? undefined : work(open);
    });
    const safe = turn.catch((error: unknown) => {
      ports.log.warn(`a report was lost: ${problemOf(error, 'disk-failed').message}`);
      return undefined;
    });
    last = safe;
    return safe;
  };
  const sender = createSender({ ports, inTurn, pace, ended: ending.signal });
  sender.plan();
  return {
    note: (find, moment) => {
      void inTurn(async (open) => {
        for (const finding of find(open.previous)) {
          if (await open.note(finding, moment)) {
            sender.plan();
          }
        }
      });
    },
    flush: () => sender.flush(),
    close: async () => {
      ending.abort();
      sender.stop();
      await last;
    },
  };
}
