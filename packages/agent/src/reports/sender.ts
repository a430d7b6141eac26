import type { EventBatch } from './batch.ts';
import type { InTurn, Outlook } from './journal.ts';
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

interface Timer {
  readonly callOff: () => void;
  readonly kind: 'gathering' | 'urgent' | 'rung';
}

function overtakes({ urgent }: Outlook, { kind }: Timer): boolean {
  return urgent && kind === 'gathering';
}

/** A sender that waits until it is told to plan. */
export function createSender(given: SenderFacts): Sender {
  const { inTurn, pace, ended } = given;
  const { clock } = given.ports;
  let timer: Timer | undefined;
  let sending: Promise<boolean> = Promise.resolve(false);
  const inLine = (hurried: boolean): Promise<boolean> => {
    sending = sending.then(() => send(given, hurried));
    return sending;
  };
  const ring = async (): Promise<void> => {
    const went = await inLine(false);
    timer = undefined;
    // A disk that refuses the ledger must not have this ring without end.
    await plan(went ? 0 : pace.every);
  };
  const plan = async (least: number): Promise<void> => {
    const outlook = await inTurn((journal) => journal.outlook());
    if (
      outlook === undefined ||
      ended.aborted ||
      (timer !== undefined && !overtakes(outlook, timer))
    ) {
      return;
    }
    const { wait, urgent } = outlook;
    timer?.callOff();
    const gather = urgent ? 0 : clock.random() * pace.gather;
    const callOff = clock.after(Math.max(least, wait + gather), () => {
      timer = { callOff, kind: 'rung' };
      void ring();
    });
    timer = { callOff, kind: urgent ? 'urgent' : 'gathering' };
  };
  return {
    plan: () => void plan(0),
    flush: async () => {
      while (await inLine(true)) {
        // The next batch.
      }
    },
    stop: () => timer?.callOff(),
  };
}

/** Sends the next batch; whether there may be another one. */
async function send({ ports, inTurn, ended }: SenderFacts, hurried: boolean): Promise<boolean> {
  const batch = ended.aborted ? undefined : await inTurn((journal) => journal.take(hurried));
  if (batch === undefined || ended.aborted) {
    return false;
  }
  const answer = await ports.post(JSON.stringify(batch), ended);
  // Whatever came of it: the files may be deleted by now. The batch is sent again, and counted once.
  if (ended.aborted) {
    return false;
  }
  tell(ports.log, batch, answer);
  const settled = await inTurn((journal) => journal.settle(batch, answer).then(() => true));
  // A disk that does not let go of the batch would have it sent over and over.
  return settled === true && fateOf(answer) !== 'later';
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
