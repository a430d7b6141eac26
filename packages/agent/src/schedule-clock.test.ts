import { describe, expect, it } from 'vitest';
import { createBench, item, NOW } from './agent.fixture.ts';
import type { Clock } from './ports.ts';
import { scaledClock } from './node/scaled-clock.ts';

const HOUR = 3_600_000;

describe('a scaled clock', () => {
  const at = { now: NOW };
  const waits: number[] = [];
  const real: Clock = {
    now: () => at.now,
    after: (milliseconds) => {
      waits.push(milliseconds);
      return () => undefined;
    },
    random: () => 0.5,
  };
  const clock = scaledClock(real, 8640, NOW);

  it('lets a day pass in ten seconds', () => {
    at.now = NOW + 10_000;
    expect(clock.now()).toBe(NOW + 24 * HOUR);
  });

  it('waits as much shorter as time is faster, and never less than a second', () => {
    waits.length = 0;
    for (const wait of [24 * HOUR, 4 * HOUR, 1000, 200]) {
      clock.after(wait, () => undefined);
    }
    expect(waits).toEqual([10_000, (4 * HOUR) / 8640, 1000, 200]);
  });

  it('can run slow as well', () => {
    const slow = scaledClock(real, 0.5, NOW);
    at.now = NOW + 10_000;
    expect(slow.now()).toBe(NOW + 5000);
  });

  it('shows the real time where the machine’s clock was set back, and a date for ever', () => {
    at.now = NOW - 1;
    expect(clock.now()).toBe(NOW - 1);
    at.now = NOW + 200 * 365 * 24 * HOUR;
    expect(() => new Date(scaledClock(real, 100_000, NOW).now()).toISOString()).not.toThrow();
  });
});

describe('under another clock for what waits', () => {
  const ahead = (bench: { readonly clock: { readonly now: number } }, factor: number): Clock =>
    scaledClock(
      { now: () => bench.clock.now, after: () => () => undefined, random: () => 0 },
      factor,
    );

  it('a notice put aside for a day comes back when the day is over there, and not before', async () => {
    const bench = createBench('1.0.0');
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.scheduleClock = ahead(bench, 8640);
    await bench.start();
    await bench.agent.check();
    await bench.agent.settled();
    await bench.press('later');
    expect(bench.agent.snapshot().notice).toBeUndefined();
    const [aside] = bench.agent.snapshot().diagnostics.putAside ?? [];
    expect(aside).toEqual({ id: 'update-ready:1.1.0', until: '2026-11-24T12:00:00.000Z' });
    bench.clock.now += 9_999;
    expect(bench.agent.snapshot().notice).toBeUndefined();
    bench.clock.now += 2;
    expect(bench.agent.snapshot().notice?.kind).toBe('update-ready');
    expect(bench.agent.snapshot().diagnostics.putAside).toEqual([]);
  });

  it('the next check is told by its time, the last one by the real one', async () => {
    const bench = createBench('1.0.0');
    bench.publish([item('1.0.0')]);
    bench.scheduleClock = ahead(bench, 8640);
    bench.clock.now += 10_000;
    await bench.start();
    await bench.agent.check();
    const { lastCheck, nextCheck } = bench.agent.snapshot().diagnostics;
    expect(lastCheck?.at).toBe('2026-11-23T12:00:10.000Z');
    expect(nextCheck).toBe('2026-11-24T12:01:00.000Z');
  });
});
