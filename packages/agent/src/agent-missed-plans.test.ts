import { describe, expect, it } from 'vitest';
import { createBench, item, NOW } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function withReady(): Promise<Bench> {
  const bench = createBench('1.0.0', {}, { tells: true });
  bench.publish([item('1.1.0'), item('1.0.0')]);
  await bench.start();
  await bench.agent.check();
  await bench.agent.settled();
  expect(bench.agent.snapshot().phase).toBe('ready');
  return bench;
}

const installs = ({ done }: Bench): readonly string[] =>
  done.filter((one) => one.startsWith('install '));

describe('a machine that sleeps through the time of an install', () => {
  it('installs it where it wakes within a quarter of an hour', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    bench.clock.now += 9 * HOUR + 15 * MINUTE;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.1.0']);
  });

  it('later asks its user again, and restarts nothing', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    expect(bench.agent.snapshot().notice?.kind).toBe('planned');
    bench.clock.now += 9 * HOUR + 16 * MINUTE;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.disk.memory.plan).toBeUndefined();
    expect(bench.agent.snapshot().notice?.kind).toBe('update-ready');
    expect(bench.log.join('\n')).toContain('the time to install 1.1.0 was missed');
  });

  it('keeps to the time where it wakes before: the timer has stood still meanwhile', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    bench.clock.now += 7 * HOUR;
    bench.comeBack('resumed');
    expect(bench.waits()).toContain(2 * HOUR);
    expect(bench.waits()).not.toContain(9 * HOUR);
    bench.clock.now += 3 * HOUR;
    bench.comeBack('resumed');
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.agent.snapshot().notice?.kind).toBe('update-ready');
  });
});

describe('what was planned for one release', () => {
  it('is not done to the one that has taken its place: its user is asked', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + HOUR);
    bench.publish([item('1.2.0'), item('1.0.0')]);
    await bench.agent.check();
    await bench.agent.settled();
    bench.clock.now += HOUR;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.disk.memory.plan).toBeUndefined();
    expect(bench.agent.snapshot().notice?.id).toBe('update-ready:1.2.0');
  });

  it('nor as soon as the app is free', async () => {
    const bench = await withReady();
    const exported = bench.agent.busy('exporting');
    bench.agent.install();
    bench.publish([item('1.2.0'), item('1.0.0')]);
    await bench.agent.check();
    await bench.agent.settled();
    exported();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
  });

  it('is nothing where the time is none, and what was planned before stays', async () => {
    const bench = await withReady();
    bench.agent.plan('on-quit');
    bench.agent.plan(Number.NaN);
    await bench.agent.settled();
    expect(bench.disk.memory.plan).toEqual({ version: '1.1.0', when: 'on-quit' });
  });
});
