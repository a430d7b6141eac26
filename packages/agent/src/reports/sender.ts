import type { EventBatch } from './batch.ts';
import type { InTurn } from './journal.ts';
import type { ReporterPorts } from './ports.ts';
import { fateOf } from './sending.ts';
import type { Pace, PostAnswer } from './sending.ts';

/** Empties the queue, one batch at a time and seldom: two releases' batches are not to leave in the same breath. */
export interface Sender {
  /** Sends when it is time, if something waits. */
  readonly plan: () => void;
  /** Sends all that waits now, unless the collector wants to be left alone. */
  readonly flush: () => Promise<void>;
  readonly stop: () => void;
}

/** What a sender works with. */
export interface SenderFacts {
  readonly ports: ReporterPorts;
  readonly inTurn: InTurn;
  readonly pace: Pace;
  readonly ended: AbortSignal;
}

/** A sender that waits until it is told to plan. */
export function createSender({ ports, inTurn, pace, ended }: SenderFacts): Sender {
  const { clock, log } = ports;
  let callOff: (() => void) | undefined;
  let sending: Promise<boolean> = Promise.resolve(false);
  const send = async (hurried: boolean): Promise<boolean> => {
    const batch = ended.aborted ? undefined : await inTurn((journal) => journal.take(hurried));
    if (batch === undefined || ended.aborted) {
      return false;
    }
    const answer = await ports.post(JSON.stringify(batch), ended);
    // Whatever came of it: the files may be deleted by now. The batch is sent again, and counted once.
    if (ended.aborted) {
      return false;
    }
    tell(log, batch, answer);
    const settled = await inTurn((journal) => journal.settle(batch, answer).then(() => true));
    // A disk that does not let go of the batch would have it sent over and over.
    return settled === true && fateOf(answer) !== 'later';
  };
  const inLine = (hurried: boolean): Promise<boolean> => {
    sending = sending.then(() => send(hurried));
    return sending;
  };
  const plan = async (): Promise<void> => {
    const wait = await inTurn((journal) => journal.wait());
    if (wait !== undefined && callOff === undefined && !ended.aborted) {
      callOff = clock.after(wait + clock.random() * pace.gather, () => {
        void inLine(false).then(() => {
          callOff = undefined;
          return plan();
        });
      });
    }
  };
  return {
    plan: () => void plan(),
    flush: async () => {
      while (await inLine(true)) {
        // The next batch.
      }
    },
    stop: () => callOff?.(),
  };
}

function tell(log: ReporterPorts['log'], { events }: EventBatch, answer: PostAnswer): void {
  const why = answer.kind === 'answered' ? `answered ${answer.status}` : answer.message;
  switch (fateOf(answer)) {
    case 'accepted':
      log.debug(`${events.length} reports were sent`);
      return;
    case 'refused':
      log.warn(`the collector ${why}: ${events.length} reports are dropped`);
      return;
    case 'later':
      log.info(`${events.length} reports wait: the collector ${why}`);
  }
}
