import { scaledClock } from '@phasegate/agent/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { days, NOON, openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// The override `time-scale` is for schedule, snoozes and deadlines. What is signed is held against the machine's own clock.
let site: SignedSite;

beforeEach(async () => {
  site = await openSignedSite();
});
afterEach(() => site.close());

const clockOf = (origin: number): ReturnType<typeof scaledClock> =>
  scaledClock({ now: () => site.now, after: () => () => undefined, random: () => 0 }, 8640, origin);

describe('a machine whose clock for what waits is a hundred days ahead', () => {
  const machine = (): ReturnType<SignedSite['machine']> =>
    site.machine({ scheduleClock: clockOf(NOON - days(100) / 8640) });

  it('takes a feed that would have expired by it, and shows the real time of the check', async () => {
    await site.publish({ sequence: 5, items: [await site.release('1.1.0')] });
    const here = await machine();
    const { phase, diagnostics } = await here.check();
    expect(phase).toBe('ready');
    expect(diagnostics.lastCheck?.at).toBe(new Date(NOON).toISOString());
    expect(Date.parse(diagnostics.nextCheck ?? '')).toBeGreaterThan(NOON + days(99));
  });

  it('refuses a feed from the future that this clock has passed long ago', async () => {
    const items = [await site.release('1.1.0')];
    const identity = { issued: '2026-12-01T12:00:00Z', expires: '2026-12-31T12:00:00Z' };
    await site.publish({ sequence: 5, items, identity });
    const { phase, diagnostics } = await (await machine()).check();
    expect(phase).toBe('failed');
    expect(diagnostics.lastCheck?.code).toBe('feed-clock');
  });
});

it('a slow clock for what waits does not keep an expired feed alive', async () => {
  const items = [await site.release('1.1.0')];
  await site.publish({ sequence: 5, items, identity: { expires: '2026-11-23T12:00:05Z' } });
  const slow = scaledClock(
    { now: () => site.now, after: () => () => undefined, random: () => 0 },
    0.001,
    NOON,
  );
  const here = await site.machine({ scheduleClock: slow });
  expect((await here.check()).phase).toBe('ready');
  site.now += 10_000;
  expect((await here.check()).diagnostics.lastCheck?.code).toBe('feed-stale');
});
