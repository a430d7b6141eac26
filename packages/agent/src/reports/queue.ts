import * as v from 'valibot';
import { reportEventSchema, reportHeadSchema } from './batch-schema.ts';
import { EVENTS_SCHEMA, MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from './batch.ts';
import type { EventBatch, ReportEvent, ReportHead } from './batch.ts';
import { batchIdOf } from './pseudonym.ts';

/** An event that waits to be sent, with what will stand at its batch's head. */
export interface QueuedReport {
  readonly head: ReportHead;
  readonly event: ReportEvent;
}

/** How much may wait. */
export interface QueueLimits {
  readonly events: number;
  /** UTF-8, as lines. */
  readonly bytes: number;
}

/** Weeks of an offline machine. */
export const QUEUE_LIMITS: QueueLimits = { events: 200, bytes: 131_072 };

/** What the others are worth more than. */
const EXPENDABLE: readonly ReportEvent['kind'][] = ['active', 'performance'];

/** What an app that crashes again in a moment may not live to send later. */
export function isUrgent({ event }: QueuedReport): boolean {
  return event.kind === 'crash-loop' || (event.kind === 'error' && event.crash);
}

const line = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({ head: reportHeadSchema, event: reportEventSchema }),
);

/** Reads the queue's lines; what a kill has torn, or somebody has changed, is left out, and so are doubles. */
export function parseQueue(text: string): readonly QueuedReport[] {
  const found = new Map<string, QueuedReport>();
  for (const one of text.split('\n')) {
    const parsed = one === '' ? undefined : v.safeParse(line, one);
    if (parsed?.success === true && !found.has(parsed.output.event.id)) {
      found.set(parsed.output.event.id, parsed.output);
    }
  }
  return [...found.values()];
}

/** One line for the end of the queue. It begins with a line break: the line before it may have been torn. */
export function lineOf(report: QueuedReport): string {
  return `\n${JSON.stringify(report)}\n`;
}

/** As much of the queue as may wait: signs of life and timings go first, then the oldest. */
export function bounded(
  reports: readonly QueuedReport[],
  limits: QueueLimits = QUEUE_LIMITS,
): readonly QueuedReport[] {
  const kept = [...reports];
  let bytes = kept.reduce((sum, report) => sum + bytesOf(lineOf(report)), 0);
  while (kept.length > limits.events || (bytes > limits.bytes && kept.length > 0)) {
    const expendable = kept.findIndex(({ event }) => EXPENDABLE.includes(event.kind));
    for (const dropped of kept.splice(Math.max(expendable, 0), 1)) {
      bytes -= bytesOf(lineOf(dropped));
    }
  }
  return kept;
}

/**
 * The oldest report, or one that is urgent, and those that share its head, as far as one request carries; `undefined`
 * when nothing waits.
 */
export function nextBatch(reports: readonly QueuedReport[]): EventBatch | undefined {
  const first = reports.find(isUrgent) ?? reports[0];
  if (first === undefined) {
    return undefined;
  }
  const head = JSON.stringify(first.head);
  const events = reports
    .filter((report) => JSON.stringify(report.head) === head)
    .slice(0, MAX_BATCH_EVENTS)
    .map(({ event }) => event);
  while (bytesOf(JSON.stringify(batchOf(first.head, events))) > MAX_BATCH_BYTES) {
    events.pop();
  }
  return batchOf(first.head, events);
}

function batchOf(head: ReportHead, events: readonly ReportEvent[]): EventBatch {
  const batch = batchIdOf(events.map(({ id }) => id));
  return { schema: EVENTS_SCHEMA, batch, ...head, events };
}

/** What still waits once a batch is settled. */
export function without(
  reports: readonly QueuedReport[],
  { events }: EventBatch,
): readonly QueuedReport[] {
  const ids = new Set(events.map(({ id }) => id));
  return reports.filter(({ event }) => !ids.has(event.id));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
