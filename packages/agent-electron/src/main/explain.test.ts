import type { AgentSnapshot } from '@phasegate/agent';
import { expect, it } from 'vitest';
import { explainSnapshot } from './explain.ts';

it('explains what was decided for this machine, item by item', () => {
  const snapshot = {
    app: 'com.example.notes',
    version: '1.0.0',
    phase: 'idle',
    target: undefined,
    diagnostics: {
      bucket: 60,
      machine: { idPrefix: '3fe3053e', source: 'machine-id' },
      feed: 'stable',
      lastCheck: {
        at: '2026-11-23T04:00:00.000Z',
        outcome: 'hold',
        reason: 'nothing newer than 1.0.0 is in this machine’s feed',
        items: [{ version: '1.0.0', outcome: { code: 'not-newer' }, why: 'not newer' }],
      },
      wentBackFrom: undefined,
      nextCheck: '2026-11-23T08:00:00.000Z',
      putAside: [{ id: 'paused:1.1.0', until: undefined }],
      overrides: ['bucket=60'],
      loosened: ["trust: 'unsigned'"],
    },
  } as unknown as AgentSnapshot;
  const text = explainSnapshot(snapshot);
  expect(text).toContain('bucket 60 (machine-id 3fe3053e) reads stable');
  expect(text).toContain('  1.0.0: not newer');
  expect(text).toContain('next check at 2026-11-23T08:00:00.000Z');
  expect(text).toContain('put aside: paused:1.1.0 for good');
  expect(text).toContain('overrides: bucket=60');
  expect(text).toContain('feeds are not signed');
  const signed = {
    ...snapshot.diagnostics,
    trust: 'signed',
    rootVersion: 3,
    loosened: [],
  } as const;
  const strict = explainSnapshot({ ...snapshot, diagnostics: signed });
  expect(strict).toContain('feeds are signed; root 3 is believed');
  expect(strict).not.toContain('loosened');
  expect(explainSnapshot(undefined)).toContain('not running');
});
