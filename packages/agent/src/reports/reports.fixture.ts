import { v } from '../agent.fixture.ts';
import type { EventBody, ReportEvent, ReportHead } from './batch.ts';
import type { ReportFacts } from './ports.ts';
import type { QueuedReport } from './queue.ts';

export const head: ReportHead = {
  app: 'com.example.notes',
  sdk: '0.1.0',
  client: 'c'.repeat(32),
  version: '1.1.0',
  platform: 'linux',
  arch: 'x64',
};
export const reportFacts: ReportFacts = {
  app: 'com.example.notes',
  sdk: '0.1.0',
  version: v('1.0.0'),
  platform: 'linux',
  arch: 'x64',
  overridden: false,
};
/** One of each kind, as long as they may be. */
export const bodies: readonly EventBody[] = [
  { kind: 'offered' },
  { kind: 'downloaded' },
  { kind: 'install-started' },
  { kind: 'first-start-ok' },
  { kind: 'install-failed', stage: 'install', code: 'download-wrong-digest', direction: 'back' },
  { kind: 'error', crash: true, signature: '0123456789abcdef' },
  { kind: 'crash-loop', starts: 3 },
  { kind: 'went-back', to: '1.0.0' },
  { kind: 'user-report', category: 'not-working', text: 'It closes.' },
  { kind: 'performance', startUpMs: 1200, checkMs: 340 },
  { kind: 'active' },
];
export const eventOf = (number: number, body: EventBody = { kind: 'offered' }): ReportEvent => ({
  id: number.toString(16).padStart(32, '0'),
  at: '2026-11-23T12:00:00Z',
  ...body,
});
export const report = (
  number: number,
  body?: EventBody,
  version: string = head.version,
): QueuedReport => ({ head: { ...head, version }, event: eventOf(number, body) });
export const numbersOf = (reports: readonly QueuedReport[]): readonly number[] =>
  reports.map(({ event }) => Number.parseInt(event.id, 16));
