import { describe, expect, it } from 'vitest';
import { afterFailure, afterSettled, DEFAULT_PACE, fateOf, waitUntil } from './sending.ts';
import type { PostAnswer } from './sending.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const answered = (status: number, retryAfter?: string): PostAnswer => ({
  kind: 'answered',
  status,
  retryAfter,
});
const unreachable: PostAnswer = { kind: 'unreachable', message: 'no network' };

describe('a batch', () => {
  it.each([200, 202, 204])('is done with after %i', (status) => {
    expect(fateOf(answered(status))).toBe('accepted');
  });

  it.each([400, 401, 403, 404, 410, 413, 415, 422])('is dropped after %i', (status) => {
    expect(fateOf(answered(status))).toBe('refused');
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 302])('is sent again after %i', (status) => {
    expect(fateOf(answered(status))).toBe('later');
  });

  it('is sent again when nobody answers', () => {
    expect(fateOf(unreachable)).toBe('later');
  });
});

describe('the next request', () => {
  it.each([
    [0, 5],
    [0.5, 7.5],
    [0.999_999, 10],
  ])('follows the last one after five to ten minutes (%d)', (random, minutes) => {
    expect((afterSettled(NOW, random, DEFAULT_PACE) - NOW) / MINUTE).toBeCloseTo(minutes, 3);
  });

  it.each([
    [1, 10],
    [2, 20],
    [3, 40],
    [7, 360],
    [1000, 360],
  ])('waits after %i failures for five minutes and anything up to %i', (failures, most) => {
    const wait = (random: number): number =>
      afterFailure(unreachable, failures, NOW, { random, pace: DEFAULT_PACE }) - NOW;
    expect(wait(0)).toBe(5 * MINUTE);
    expect(wait(0.5)).toBe((5 + most / 2) * MINUTE);
    expect(wait(0.999_999)).toBeLessThanOrEqual((5 + most) * MINUTE);
  });

  it('never comes before Retry-After, and adds its jitter to it', () => {
    const chance = { random: 0, pace: DEFAULT_PACE };
    expect(afterFailure(answered(503, '3600'), 1, NOW, chance)).toBe(NOW + HOUR + 5 * MINUTE);
    expect(afterFailure(answered(503, 'soon'), 1, NOW, chance)).toBe(NOW + 5 * MINUTE);
  });

  it('is not held off by a time that a wrong clock wrote down', () => {
    expect(waitUntil(NOW + HOUR, NOW)).toBe(HOUR);
    expect(waitUntil(NOW - HOUR, NOW)).toBe(0);
    expect(waitUntil(NOW + 365 * 24 * HOUR, NOW)).toBe(0);
  });
});
