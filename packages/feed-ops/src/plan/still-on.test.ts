import { describe, expect, it } from 'vitest';

import type { HealthReading, ReleaseHealth } from '../health/report.ts';
import { stillOn } from './still-on.ts';

const seen = (more: Partial<ReleaseHealth>): ReleaseHealth => ({
  platform: 'linux',
  version: '1.1.0',
  phase: 10,
  verdict: 'roll-back',
  why: 'crashes',
  ...more,
});

const reading = (...releases: readonly ReleaseHealth[]): HealthReading => ({
  kind: 'read',
  source: 'health.json',
  report: { app: 'com.example.notes', at: '2026-11-26T03:00:00Z', releases },
});

describe('the clients that are still on a version', () => {
  it('are the ones that the report saw last, else all that it saw', () => {
    const health = reading(
      seen({ clients: 500, stillOn: 412 }),
      seen({ platform: 'macos', clients: 7 }),
    );
    expect(stillOn(health, ['1.1.0'], ['linux', 'macos'])).toEqual([
      { platform: 'linux', version: '1.1.0', clients: 412, at: '2026-11-26T03:00:00Z' },
      { platform: 'macos', version: '1.1.0', clients: 7, at: '2026-11-26T03:00:00Z' },
    ]);
  });

  it('are counted where there are none, and not where nobody counted or nothing is asked', () => {
    expect(stillOn(reading(seen({ stillOn: 0 })), ['1.1.0'], ['linux'])).toMatchObject([
      { clients: 0 },
    ]);
    expect(stillOn(reading(seen({})), ['1.1.0'], ['linux'])).toEqual([]);
    expect(stillOn(reading(seen({ clients: 5 })), ['1.0.0'], ['linux'])).toEqual([]);
    expect(stillOn(reading(seen({ clients: 5 })), ['1.1.0'], ['macos'])).toEqual([]);
    expect(stillOn({ kind: 'off' }, ['1.1.0'], ['linux'])).toEqual([]);
    expect(stillOn(undefined, ['1.1.0'], ['linux'])).toEqual([]);
  });
});
