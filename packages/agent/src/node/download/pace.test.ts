import { describe, expect, it } from 'vitest';
import type { Progress } from '../../snapshot.ts';
import { createReporter } from './pace.ts';

const TOTAL = 1_000_000;

/** Reports of a download that stood so (bytes) at these moments (milliseconds). */
function reportsOf(steps: readonly (readonly [number, number])[]): readonly Progress[] {
  const reports: Progress[] = [];
  let now = 0;
  const report = createReporter(
    TOTAL,
    (progress) => reports.push(progress),
    () => now,
  );
  for (const [at, received] of steps) {
    now = at;
    report(received);
  }
  return reports;
}

const steady = (until: number): readonly (readonly [number, number])[] =>
  Array.from({ length: until / 100 + 1 }, (_, at) => [at * 100, at * 5000] as const);

describe('what is told of a download', () => {
  it('is no speed in the first second, and then the speed and the time left', () => {
    const reports = reportsOf(steady(2000));
    expect(reports.slice(0, 10).every((report) => report.speed === undefined)).toBe(true);
    expect(reports.at(-1)).toEqual({
      received: 100_000,
      total: TOTAL,
      speed: 50_000,
      secondsLeft: 18,
    });
  });

  it('counts the speed from where a part was taken up, not from zero', () => {
    const resumed = steady(2000).map(([at, received]) => [at, received + 500_000] as const);
    expect(reportsOf(resumed).at(-1)?.speed).toBe(50_000);
  });

  it('goes by the last seconds, so that a line that became faster shows soon, and a hiccup does not', () => {
    const slow = steady(10_000);
    const [at, received] = slow.at(-1) ?? [0, 0];
    const fast = Array.from({ length: 50 }, (_, n) => [at + n * 100, received + n * 8000] as const);
    expect(reportsOf([...slow, ...fast]).at(-1)?.speed).toBeGreaterThan(75_000);
    const hiccup = reportsOf([...slow, [at + 1000, received]]).at(-1);
    expect(hiccup?.speed).toBeGreaterThan(38_000);
  });

  it('begins anew when the download had to', () => {
    const reports = reportsOf([...steady(3000), [3100, 10_000], [3200, 20_000]]);
    expect(reports.at(-1)).toEqual({ received: 20_000, total: TOTAL });
  });

  it('is said ten times a second at most, and at the end always', () => {
    const busy = Array.from({ length: 1000 }, (_, at) => [at, at * 1000] as const);
    const reports = reportsOf([...busy, [1000, TOTAL - 1], [1001, TOTAL]]);
    expect(reports.length).toBeLessThan(13);
    expect(reports.at(-1)?.received).toBe(TOTAL);
  });

  it('is no time left when nothing moves', () => {
    expect(
      reportsOf([
        [0, 500],
        [2000, 500],
      ]).at(-1),
    ).toEqual({ received: 500, total: TOTAL });
  });
});
