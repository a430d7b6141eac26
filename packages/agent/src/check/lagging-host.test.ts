import { describe, expect, it } from 'vitest';
import { NOW } from '../agent.fixture.ts';
import { EMPTY_TRUST } from '../memory/trust-memory.ts';
import { lagOf } from './lagging-host.ts';

const DAY = 86_400_000;

describe('a host that serves an older feed than an accepted one', () => {
  it('is passed over in silence for a day from the first time, and not a moment longer', () => {
    const first = lagOf(EMPTY_TRUST, 'feed-replayed', NOW);
    expect(first).toEqual({ quiet: true, trust: { ...EMPTY_TRUST, lowerSince: NOW } });
    expect(lagOf(first.trust, 'feed-replayed', NOW + DAY - 1).quiet).toBe(true);
    expect(lagOf(first.trust, 'feed-replayed', NOW + DAY).quiet).toBe(false);
    expect(lagOf(first.trust, 'feed-replayed', NOW + DAY).trust).toBe(first.trust);
  });

  it('has its day anew where the clock was set back', () => {
    const trust = { ...EMPTY_TRUST, lowerSince: NOW };
    expect(lagOf(trust, 'feed-replayed', NOW - DAY)).toEqual({
      quiet: true,
      trust: { ...EMPTY_TRUST, lowerSince: NOW - DAY },
    });
  });

  it('goes on lagging while it cannot be reached, which is told at once', () => {
    const trust = { ...EMPTY_TRUST, lowerSince: NOW };
    const lag = lagOf(trust, 'feed-unreachable', NOW + 1);
    expect(lag.quiet).toBe(false);
    expect(lag.trust).toBe(trust);
  });
});
