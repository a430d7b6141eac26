import { parsePhase, parseVersion } from '@phasegate/rollout';
import type { Phase, Version } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';

import { mayEscalate } from './may-escalate.ts';
import type { Patient } from './may-escalate.ts';
import { parseHealth } from './report.ts';
import type { HealthReading, ReleaseHealth } from './report.ts';

const NOW = Date.UTC(2026, 10, 24, 9);
const HOUR = 3_600_000;
const settings = { source: 'health.json', maxAgeMinutes: 15, minimumHours: 24 };
const release = {
  version: parseVersion('1.1.0') as Version,
  phase: parsePhase('10') as Phase,
  since: '2026-11-23T09:00:00Z',
};
const well: ReleaseHealth = {
  platform: 'linux',
  version: '1.1.0',
  phase: 10,
  verdict: 'proceed',
  why: 'error rate 0.2 %',
  clients: 412,
};

const reading = (facts: Partial<ReleaseHealth> = {}, at = '2026-11-24T08:55:00Z'): HealthReading =>
  parseHealth(
    JSON.stringify({
      schema: 'phasegate/health@1',
      app: 'a',
      at,
      releases: [{ ...well, ...facts }],
    }),
    'a',
    'health.json',
  );
const ask = (facts: Partial<Patient> = {}, now = NOW): ReturnType<typeof mayEscalate> =>
  mayEscalate({ platform: 'linux', release, reading: reading(), settings, ...facts }, now);

it('opens a release that does well and has been in its phase for a day, on evidence', () => {
  expect(ask()).toEqual({
    ok: true,
    value: 'health proceed at 2026-11-24T08:55:00Z, 412 clients: error rate 0.2 %',
  });
});

it('asks nothing where no source is configured', () => {
  expect(ask({ settings: undefined, reading: { kind: 'off' } })).toEqual({ ok: true });
});

describe('whatever is not a fresh "proceed" on this very phase keeps the gate shut', () => {
  const unread: HealthReading = {
    kind: 'unreadable',
    source: 'health.json',
    why: 'it is not there',
  };
  const cases: readonly (readonly [string, HealthReading, RegExp])[] = [
    ['a source that cannot be read', unread, /health\.json cannot be used: it is not there/],
    ['no reading at all', { kind: 'off' }, /no verdict/],
    ['a verdict that is inconclusive', reading({ verdict: 'inconclusive' }), /is inconclusive/],
    ['a verdict to pause', reading({ verdict: 'pause' }), /the verdict is pause: error rate/],
    ['a verdict to roll back', reading({ verdict: 'roll-back' }), /the verdict is roll-back/],
    ['a report that is stale', reading({}, '2026-11-24T08:44:59Z'), /older than 15 minutes/],
    ['a report from the future', reading({}, '2026-11-24T09:05:01Z'), /one clock is wrong/],
    ['another release', reading({ version: '1.0.0' }), /does not name it/],
    ['another platform', reading({ platform: 'macos' }), /does not name it/],
    ['another phase', reading({ phase: 50 }), /is about 50 %, and it is at 10 %/],
  ];

  it.each(cases)('%s', (_what, given, says) => {
    expect(ask({ reading: given })).toMatchObject({
      ok: false,
      refusal: { code: 'unhealthy', exit: 5, message: expect.stringMatching(says) as string },
    });
  });

  it('less than the hours asked for, and says until when', () => {
    expect(ask({}, NOW - 60_000)).toMatchObject({
      refusal: {
        message: '1.1.0 on linux may not go on: it has been in its phase for 23 of 24 hours',
        next: expect.stringContaining('wait until 2026-11-24T09:00:00Z') as string,
      },
    });
    expect(ask({ settings: { ...settings, minimumHours: 0 } }, NOW - HOUR).ok).toBe(false);
    expect(ask({ settings: { ...settings, minimumHours: 0 } }).ok).toBe(true);
  });

  it('names the rollback where the verdict is to roll back', () => {
    expect(ask({ reading: reading({ verdict: 'roll-back' }) })).toMatchObject({
      refusal: { next: expect.stringMatching(/^phasegate rollback 1\.1\.0/) as string },
    });
  });
});

describe('a report that is odd is no report', () => {
  const good = {
    schema: 'phasegate/health@1',
    app: 'a',
    at: '2026-11-24T08:55:00Z',
    releases: [well],
  };
  it.each([
    ['no JSON', 'yes', /not JSON/],
    ['another schema', { ...good, schema: 'phasegate/health@2' }, /schema/],
    ['another app', { ...good, app: 'b' }, /about b, not a/],
    ['a time that is none', { ...good, at: 'now' }, /RFC 3339/],
    ['a verdict that is none', { ...good, releases: [{ ...well, verdict: 'fine' }] }, /verdict/],
    [
      'a number of clients below none',
      { ...good, releases: [{ ...well, clients: -1 }] },
      /clients/,
    ],
    ['a version that is none', { ...good, releases: [{ ...well, version: '1.1' }] }, /semver/],
    [
      'two verdicts on one',
      { ...good, releases: [well, { ...well, verdict: 'pause' }] },
      /two verdicts/,
    ],
    ['no releases', { schema: good.schema, app: 'a', at: good.at }, /releases/],
  ])('%s', (_what, document, says) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    expect(parseHealth(text, 'a', 'x')).toMatchObject({
      kind: 'unreadable',
      why: expect.stringMatching(says) as string,
    });
  });

  it('but fields that a later monitor adds are passed over', () => {
    const more = { ...good, trend: [1], releases: [{ ...well, crashes: 2 }] };
    expect(parseHealth(JSON.stringify(more), 'a', 'x').kind).toBe('read');
  });
});
