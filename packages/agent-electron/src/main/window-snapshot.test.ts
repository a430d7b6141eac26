import type { AgentSnapshot, Severity } from '@phasegate/agent';
import { expect, it } from 'vitest';
import { snapshotFor } from './window-snapshot.ts';

const snapshot = (severity: Severity): AgentSnapshot =>
  ({ phase: 'idle', notice: { id: 'a', severity } }) as AgentSnapshot;
const nothing: ReadonlySet<string> = new Set();

it.each(['medium', 'high', 'critical'] as const)(
  'a %s notice is in one window only',
  (severity) => {
    expect(snapshotFor(snapshot(severity), { shows: true, said: nothing }).notice?.id).toBe('a');
    const other = snapshotFor(snapshot(severity), { shows: false, said: nothing });
    expect(other).toMatchObject({ phase: 'idle', notice: undefined });
  },
);

it('a low one waits in the menu of every window', () => {
  expect(snapshotFor(snapshot('low'), { shows: false, said: nothing }).notice?.id).toBe('a');
});

it('a window knows whether the notice was said aloud before', () => {
  const said = new Set(['a']);
  expect(snapshotFor(snapshot('high'), { shows: true, said }).said).toBe(true);
  expect(snapshotFor(snapshot('high'), { shows: true, said: nothing }).said).toBe(false);
});
