import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from './batch.ts';
import { bounded, lineOf, nextBatch, parseQueue, QUEUE_LIMITS, without } from './queue.ts';
import type { QueuedReport } from './queue.ts';
import { bodies, head, numbersOf, report } from './reports.fixture.ts';

const many = (count: number): readonly QueuedReport[] =>
  Array.from({ length: count }, (_, number) => report(number));
const long = { kind: 'user-report', category: 'other', text: '\u0001'.repeat(500) } as const;

describe('the queue', () => {
  it('reads back every kind of event as it was written', () => {
    const reports = bodies.map((body, number) => report(number, body));
    expect(parseQueue(reports.map(lineOf).join(''))).toEqual(reports);
  });

  it('loses only the line that was torn, wherever it was torn and whatever came after', () => {
    const text = lineOf(report(2, long));
    fc.assert(
      fc.property(fc.nat(text.length - 3), (end) => {
        const torn = lineOf(report(1)) + text.slice(0, end) + lineOf(report(3));
        expect(numbersOf(parseQueue(torn))).toEqual([1, 3]);
      }),
    );
  });

  it('leaves out what is written twice, and what is no event', () => {
    const strange = JSON.stringify({ head: { ...head, machineId: 'x' }, event: report(4).event });
    const text = [lineOf(report(1)), lineOf(report(1)), '{}', 'null', strange, lineOf(report(2))];
    expect(numbersOf(parseQueue(text.join('\n')))).toEqual([1, 2]);
  });

  it('drops signs of life and timings first, the oldest before the others, and then the oldest', () => {
    const reports = [
      report(1),
      report(2, { kind: 'active' }),
      report(3),
      report(4, { kind: 'performance', checkMs: 10 }),
      report(5),
    ];
    const left = (events: number): readonly number[] =>
      numbersOf(bounded(reports, { events, bytes: 1_000_000 }));
    expect([5, 4, 3, 2, 1, 0].map(left)).toEqual([
      [1, 2, 3, 4, 5],
      [1, 3, 4, 5],
      [1, 3, 5],
      [3, 5],
      [5],
      [],
    ]);
  });

  it('is bounded by bytes too, and a line that is too long alone leaves nothing behind', () => {
    const kept = bounded(
      Array.from({ length: 100 }, (_, number) => report(number, long)),
      QUEUE_LIMITS,
    );
    expect(Buffer.byteLength(kept.map(lineOf).join(''))).toBeLessThanOrEqual(QUEUE_LIMITS.bytes);
    expect(kept.length).toBeGreaterThan(30);
    expect(bounded([report(1)], { events: 10, bytes: 5 })).toEqual([]);
  });
});

describe('a batch', () => {
  it('never mixes two releases: the oldest report takes along what shares its head', () => {
    const reports = [
      report(1, undefined, '1.1.0'),
      report(2, undefined, '1.0.0'),
      report(3, undefined, '1.1.0'),
    ];
    const batch = nextBatch(reports);
    expect(batch?.version).toBe('1.1.0');
    expect(batch?.events).toEqual([reports[0]?.event, reports[2]?.event]);
    expect(numbersOf(without(reports, batch ?? expect.fail()))).toEqual([2]);
  });

  it('of a release that crashes goes first', () => {
    const crash = { kind: 'error', crash: true } as const;
    const reports = [
      report(1),
      report(2, { kind: 'error', crash: false }),
      report(3, crash, '1.0.0'),
    ];
    expect(nextBatch(reports)?.version).toBe('1.0.0');
    expect(
      nextBatch([report(1), report(4, { kind: 'crash-loop', starts: 3 }, '0.9.0')])?.version,
    ).toBe('0.9.0');
  });

  it('carries a hundred events and 64 KiB at most', () => {
    expect(nextBatch(many(150))?.events).toHaveLength(MAX_BATCH_EVENTS);
    const heavy = Array.from({ length: 60 }, (_, number) => report(number, long));
    const batch = nextBatch(heavy);
    expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(MAX_BATCH_BYTES);
    expect(batch?.events.length).toBeGreaterThan(15);
  });

  it('has the same id for the same events, and another for others', () => {
    const id = (reports: readonly QueuedReport[]): string | undefined => nextBatch(reports)?.batch;
    expect(id(many(3))).toBe(id(many(3)));
    expect(id(many(3))).not.toBe(id(many(4)));
  });

  it('is none when nothing waits', () => {
    expect(nextBatch([])).toBeUndefined();
  });
});
