import { describe, expect, it } from 'vitest';
import { watchDownload } from './download-watch.ts';
import type { DownloadWatch } from './download-watch.ts';

interface Bench {
  readonly watch: DownloadWatch;
  readonly pass: (milliseconds: number) => void;
  readonly reports: number[];
  readonly stops: () => number;
}

/** A watch on a clock that only moves when told. */
function bench(declared: number): Bench {
  let now = 0;
  let stops = 0;
  let timers: { at: number; run: () => void }[] = [];
  const reports: number[] = [];
  const clock = {
    now: () => now,
    after: (milliseconds: number, run: () => void) => {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  };
  const onProgress = ({ received }: { received: number }): void => void reports.push(received);
  const limits = { idleTimeout: 60_000, totalTimeout: 600_000 };
  const watch = watchDownload({ declared, ...limits, clock, onProgress });
  watch.onStop(() => {
    stops += 1;
  });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    due.forEach(({ run }) => run());
  };
  return { watch, pass, reports, stops: () => stops };
}

describe('a download under watch', () => {
  it('is stopped at the first byte too many', () => {
    const { watch, stops } = bench(1000);
    watch.received(1000);
    expect(stops()).toBe(0);
    watch.received(1);
    expect(stops()).toBe(1);
    expect(watch.reason()?.code).toBe('download-wrong-length');
  });

  it('is given up after a minute without a byte, and each byte begins a new minute', () => {
    const { watch, pass, stops } = bench(1000);
    pass(59_000);
    watch.received(1);
    pass(59_000);
    expect(stops()).toBe(0);
    pass(1000);
    expect(stops()).toBe(1);
    expect(watch.reason()?.code).toBe('download-unreachable');
  });

  it('is given up too when not a single byte comes', () => {
    const { watch, pass } = bench(1000);
    pass(60_000);
    expect(watch.reason()?.code).toBe('download-unreachable');
  });

  it('is given up after its whole time, however steadily it drips', () => {
    const { watch, pass, stops } = bench(1000);
    for (let minute = 0; minute < 20; minute += 1) {
      watch.received(1);
      pass(30_000);
    }
    expect(stops()).toBe(1);
    expect(watch.reason()?.message).toContain('in 10 minutes');
  });

  it('reports ten times a second at most, and always the end', () => {
    const { watch, pass, reports } = bench(1000);
    for (let count = 0; count < 100; count += 1) {
      watch.received(10);
      pass(10);
    }
    expect(reports.length).toBeLessThanOrEqual(11);
    expect(reports.at(-1)).toBe(1000);
  });

  it('stops once, keeps the first reason, and stops late comers at once', () => {
    const { watch, stops } = bench(10);
    watch.received(11);
    watch.received(11);
    expect(stops()).toBe(1);
    let late = 0;
    watch.onStop(() => {
      late += 1;
    });
    expect(late).toBe(1);
  });

  it('waits for nothing after its end', () => {
    const { watch, pass } = bench(10);
    watch.end();
    pass(1_200_000);
    expect(watch.reason()).toBeUndefined();
  });
});
