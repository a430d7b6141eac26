import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canWait, notBeforeOf, waitAfter, waitAtStart, waitOnReturn } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const schedule = { firstAfter: 10_000, every: 4 * HOUR };
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait for the next check', () => {
  it('is the schedule after an answer, lengthened by up to a tenth', () => {
    expect(waitAfter({ failures: 0, retryAfter: undefined }, schedule, 0)).toBe(4 * HOUR);
    expect(waitAfter({ failures: 0, retryAfter: undefined }, schedule, 0.5)).toBe(4.2 * HOUR);
  });

  it('doubles with each failure, drawn from the whole of it, and never passes the schedule', () => {
    const longest = (failures: number): number =>
      waitAfter({ failures, retryAfter: undefined }, schedule, 0.999_999_999);
    expect([1, 2, 3, 4].map((failures) => Math.round(longest(failures) / MINUTE))).toEqual([
      1, 2, 4, 8,
    ]);
    expect(Math.round(longest(40) / HOUR)).toBe(4);
    expect(waitAfter({ failures: 3, retryAfter: undefined }, schedule, 0.25)).toBe(MINUTE);
    expect(waitAfter({ failures: 9, retryAfter: undefined }, schedule, 0)).toBe(1000);
  });

  it('is at least what the host asks for, and at most a day of it', () => {
    expect(waitAfter({ failures: 1, retryAfter: 2 * HOUR }, schedule, 0)).toBe(2 * HOUR);
    expect(waitAfter({ failures: 1, retryAfter: 365 * DAY }, schedule, 0)).toBe(DAY);
  });

  it('is always a time that can be waited for', () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }), { nil: undefined }),
        random,
        (failures, retryAfter, drawn) => {
          const wait = waitAfter({ failures, retryAfter }, schedule, drawn);
          expect(wait).toBeGreaterThanOrEqual(1000);
          expect(wait).toBeLessThanOrEqual(1.1 * DAY);
        },
      ),
    );
  });
});

describe('the first check of a start', () => {
  it('comes soon, but not before the host wants to be asked again', () => {
    expect(waitAtStart(schedule, undefined, NOW, 0)).toBe(10_000);
    expect(waitAtStart(schedule, NOW + HOUR, NOW, 0)).toBe(HOUR);
    expect(waitAtStart(schedule, NOW - HOUR, NOW, 0)).toBe(10_000);
  });

  it('does not wait for a moment that only a clock gone wrong can have written', () => {
    expect(waitAtStart(schedule, NOW + 2 * DAY, NOW, 0)).toBe(10_000);
    expect(notBeforeOf(9 * DAY, NOW)).toBe(NOW + DAY);
    expect(notBeforeOf(undefined, NOW)).toBeUndefined();
  });
});

describe('a machine that saves bytes or battery', () => {
  it('puts a check off, but never longer than a day after the last answer', () => {
    expect(canWait('metered', NOW - HOUR, NOW)).toBe(true);
    expect(canWait('battery-saver', NOW - 23 * HOUR, NOW)).toBe(true);
    expect(canWait('metered', NOW - DAY, NOW)).toBe(false);
    expect(canWait('metered', undefined, NOW)).toBe(false);
    expect(canWait(undefined, NOW - HOUR, NOW)).toBe(false);
  });
});

describe('a machine that is back', () => {
  const at = { now: NOW, notBefore: undefined };

  it('checks within half a minute when it has slept through a check', () => {
    expect(
      waitOnReturn('resumed', { failures: 0, failedDownloads: 0, nextCheckAt: NOW - 1 }, at, 0.5),
    ).toBe(15_000);
    expect(
      waitOnReturn('resumed', { failures: 0, failedDownloads: 0, nextCheckAt: NOW + 1 }, at, 0.5),
    ).toBeUndefined();
  });

  it('checks when the network is there again, where the last check has failed', () => {
    expect(
      waitOnReturn('online', { failures: 1, failedDownloads: 0, nextCheckAt: NOW + HOUR }, at, 0),
    ).toBe(0);
    expect(
      waitOnReturn('online', { failures: 0, failedDownloads: 0, nextCheckAt: NOW + HOUR }, at, 0),
    ).toBeUndefined();
  });

  it('still leaves a host alone that has asked for it', () => {
    const asked = { now: NOW, notBefore: NOW + MINUTE };
    expect(
      waitOnReturn(
        'online',
        { failures: 1, failedDownloads: 0, nextCheckAt: NOW + HOUR },
        asked,
        0,
      ),
    ).toBeUndefined();
  });
});
