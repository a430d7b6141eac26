import type { Instant, Version } from '@phasegate/rollout';
import * as v from 'valibot';
import { storedVersion } from '../memory/trust-memory.ts';
import type { EventBody } from './batch.ts';
import type { Finding } from './derive.ts';

/** What the reporter knows from earlier starts. Lost, some events are sent again, under the same ids. */
export interface Ledger {
  readonly running: Running | undefined;
  /** What was written into the queue already: until when it counts, by what it is. */
  readonly marks: Readonly<Record<string, string>>;
  /** Nothing is sent before; epoch milliseconds. Kept, so that a restart does not ask a tired collector again. */
  readonly notBefore: Instant;
  /** Attempts since the last one that was answered. */
  readonly failures: number;
}

/** The version that ran last, and the one that ran before it. */
export interface Running {
  readonly version: Version;
  readonly previous?: Version | undefined;
}

/** A machine that has never reported. */
export const EMPTY_LEDGER: Ledger = { running: undefined, marks: {}, notBefore: 0, failures: 0 };

/** The most marks kept: some thirty releases' worth. */
const MOST_MARKS = 300;

/** What counts once: a name, and whether it is once for the release or once for a day. */
export interface Mark {
  readonly key: string;
  readonly period: string;
}

/** What a finding is counted as; `undefined` where each one counts, as users' reports do. */
export function markOf(
  { version, body }: Finding,
  at: Instant,
  overridden: boolean,
): Mark | undefined {
  if (body.kind === 'user-report') {
    return undefined;
  }
  const daily = body.kind === 'active' || body.kind === 'performance';
  const words = [version, ...wordsOf(body), ...(overridden ? ['overridden'] : [])];
  return { key: words.join(' '), period: daily ? dayOf(at) : 'release' };
}

function wordsOf(body: EventBody): readonly string[] {
  switch (body.kind) {
    case 'install-failed':
      return [body.kind, body.stage, body.code, body.direction];
    case 'performance':
      return Object.keys(body).sort();
    default:
      return [body.kind];
  }
}

function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Whether this was reported already. */
export function isMarked({ marks }: Ledger, { key, period }: Mark): boolean {
  return marks[key] === period;
}

/** Adds a mark, the newest last; the oldest go first where there are too many. */
export function withMark(ledger: Ledger, { key, period }: Mark): Ledger {
  const others = Object.entries(ledger.marks).filter(([other]) => other !== key);
  return { ...ledger, marks: Object.fromEntries([...others, [key, period]].slice(-MOST_MARKS)) };
}

/** The ledger of a start with this version. */
export function startedWith(ledger: Ledger, version: Version): Ledger {
  const { running } = ledger;
  return running?.version === version
    ? ledger
    : { ...ledger, running: { version, previous: running?.version } };
}

const shape = v.object({
  schema: v.literal('phasegate/reports@1'),
  running: v.optional(v.object({ version: storedVersion, previous: v.optional(storedVersion) })),
  marks: v.record(v.string(), v.string()),
  notBefore: v.pipe(v.number(), v.finite()),
  failures: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

/** Reads the ledger's text; anything odd reads as a machine that has never reported. */
export function parseLedger(text: string): Ledger {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text);
  if (!parsed.success) {
    return EMPTY_LEDGER;
  }
  const { running, marks, notBefore, failures } = parsed.output;
  return { running, marks, notBefore, failures };
}

/** The ledger's text. */
export function formatLedger(ledger: Ledger): string {
  return `${JSON.stringify({ schema: 'phasegate/reports@1', ...ledger })}\n`;
}
