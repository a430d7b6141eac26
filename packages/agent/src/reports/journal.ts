import type { Instant, Version } from '@phasegate/rollout';
import * as v from 'valibot';
import { reportEventSchema, reportHeadSchema } from './batch-schema.ts';
import type { EventBatch } from './batch.ts';
import type { Finding } from './derive.ts';
import { isMarked, markOf, startedWith, withMark } from './ledger.ts';
import type { Ledger, Mark } from './ledger.ts';
import type { ReporterPorts, ReportFacts } from './ports.ts';
import { eventIdFor, pseudonymFor, SECRET_BYTES } from './pseudonym.ts';
import type { Secret } from './pseudonym.ts';
import { isUrgent, nextBatch, without } from './queue.ts';
import type { QueuedReport } from './queue.ts';
import { afterFailure, afterSettled, fateOf, waitUntil } from './sending.ts';
import type { Pace, PostAnswer } from './sending.ts';

/** When something was found, and which feed the machine read last. */
export interface Moment {
  readonly at: Instant;
  readonly phase: number | undefined;
}

/** Milliseconds until something may be sent, and whether it had better not wait for company then. */
export interface Outlook {
  readonly wait: number;
  readonly urgent: boolean;
}

/** What is on disk, and its rules. One call at a time. */
export interface Journal {
  /** The version that ran before the one that runs, where it is known. */
  readonly previous: Version | undefined;
  /** Queues a finding, unless it counts once and is queued or sent already. Whether it was queued. */
  readonly note: (finding: Finding, moment: Moment) => Promise<boolean>;
  /** When the next batch may go; `undefined` when nothing waits. */
  readonly outlook: () => Promise<Outlook | undefined>;
  /**
   * The next batch, and for as long as a request may take nobody else gets one. `undefined` when nothing waits, or not
   * yet; `hurried` passes over the pace, not over what the collector has asked for.
   */
  readonly take: (hurried: boolean) => Promise<EventBatch | undefined>;
  /** Takes a batch out of the queue, or puts it off. */
  readonly settle: (batch: EventBatch, answer: PostAnswer) => Promise<void>;
}

/** Runs work on the journal, one after the other; `undefined` when it failed. */
export type InTurn = <T>(work: (journal: Journal) => Promise<T>) => Promise<T | undefined>;

/** Opens what is on disk. Throws `disk-*`: without a secret that is kept there are no reports. */
export async function openJournal(
  ports: ReporterPorts,
  facts: ReportFacts,
  pace: Pace,
): Promise<Journal> {
  const { disk, clock } = ports;
  const secret = await disk.keepSecret(() => ports.randomBytes(SECRET_BYTES));
  const book = await openBook(disk);
  await book.change((fresh) => startedWith(fresh, facts.version));
  return {
    previous: book.now().running?.previous,
    note: async (finding, moment) => {
      const mark = markOf(finding, moment.at, facts.overridden);
      if (mark !== undefined && isMarked(book.now(), mark)) {
        return false;
      }
      await disk.append(reportOf({ ports, facts, secret }, finding, mark, moment));
      // Only now: killed in between, it is queued again, under the same id.
      await (mark === undefined ? undefined : book.change((fresh) => withMark(fresh, mark)));
      return true;
    },
    outlook: async () => {
      const waiting = await disk.readQueue();
      const { notBefore } = await disk.readLedger();
      const wait = waitUntil(notBefore, clock.now());
      return waiting.length === 0 ? undefined : { wait, urgent: waiting.some(isUrgent) };
    },
    take: async (hurried) => {
      const { notBefore, failures } = await disk.readLedger();
      const now = clock.now();
      if (waitUntil(notBefore, now) > 0 && (!hurried || failures > 0)) {
        return undefined;
      }
      const batch = nextBatch(await disk.readQueue());
      if (batch !== undefined) {
        await book.change((fresh) => ({ ...fresh, notBefore: now + pace.every }));
      }
      return batch;
    },
    settle: async (batch, answer) => {
      if (fateOf(answer) !== 'later') {
        await disk.rewrite((reports) => without(reports, batch));
      }
      const random = clock.random();
      await book.change((fresh) => paced(fresh, answer, clock.now(), { random, pace }));
    },
  };
}

/** The ledger as it was read or written last. */
interface Book {
  readonly now: () => Ledger;
  readonly change: (edit: (fresh: Ledger) => Ledger) => Promise<void>;
}

/** Another instance writes the same file: each change begins with what is in it. */
async function openBook(disk: ReporterPorts['disk']): Promise<Book> {
  let ledger = await disk.readLedger();
  return {
    now: () => ledger,
    change: async (edit) => {
      const fresh = await disk.readLedger();
      ledger = edit(fresh);
      await (ledger === fresh ? undefined : disk.writeLedger(ledger));
    },
  };
}

function paced(
  ledger: Ledger,
  answer: PostAnswer,
  now: Instant,
  chance: { readonly random: number; readonly pace: Pace },
): Ledger {
  if (fateOf(answer) !== 'later') {
    return { ...ledger, failures: 0, notBefore: afterSettled(now, chance.random, chance.pace) };
  }
  const failures = ledger.failures + 1;
  return { ...ledger, failures, notBefore: afterFailure(answer, failures, now, chance) };
}

interface Reporting {
  readonly ports: ReporterPorts;
  readonly facts: ReportFacts;
  readonly secret: Secret;
}

const HOUR = 3_600_000;

/** Held against the schema that is published: what it does not list never reaches the disk. Throws `ValiError`. */
function reportOf(
  { ports, facts, secret }: Reporting,
  { version, previousVersion, body }: Finding,
  mark: Mark | undefined,
  { at, phase }: Moment,
): QueuedReport {
  const { app, sdk, platform, arch, overridden } = facts;
  const id =
    mark === undefined
      ? Buffer.from(ports.randomBytes(16)).toString('hex')
      : eventIdFor(secret, { app, version }, [mark.key, mark.period]);
  return {
    head: v.parse(reportHeadSchema, {
      app,
      sdk,
      client: pseudonymFor(secret, app, version),
      version,
      platform,
      arch,
    }),
    event: v.parse(reportEventSchema, {
      ...body,
      id,
      at: new Date(Math.floor(at / HOUR) * HOUR).toISOString().replace('.000Z', 'Z'),
      ...(previousVersion === undefined ? {} : { previousVersion }),
      ...(phase === undefined ? {} : { phase }),
      ...(overridden ? { overridden } : {}),
    }),
  };
}
