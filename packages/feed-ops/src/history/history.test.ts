import { parseVersion } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';

import type { HistoryEntry } from '../state/history.ts';
import { readHistoryFile } from './history-lines.ts';
import { answering, recordsOf } from './history-records.ts';
import type { HistoryRecord } from './history-records.ts';
import { readLimit, readSince } from './read-question.ts';

function entry(at: string, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    at: `2026-11-23T${at}Z`,
    actor: 'Ann <ann@example.com>',
    command: 'pause',
    version: '1.1.0',
    reason: null,
    evidence: null,
    sequence: 1,
    undoOf: null,
    ...more,
  };
}

function records(
  files: Partial<Record<Platform, readonly HistoryEntry[]>>,
): readonly HistoryRecord[] {
  return recordsOf(
    (Object.entries(files) as [Platform, readonly HistoryEntry[]][]).map(([platform, entries]) => {
      const text = entries.map((one) => `${JSON.stringify(one)}\n`).join('');
      return readHistoryFile(platform, `updates/${platform}/history.jsonl`, text).lines;
    }),
  );
}

const ask = (
  version?: string,
  since?: number,
  limit?: number,
): Parameters<typeof answering>[1] => ({
  version: version === undefined ? undefined : parseVersion(version),
  since,
  limit,
});

describe('the records of several platforms', () => {
  it('are one for each command, with all its platforms and the highest sequence', () => {
    const found = records({
      linux: [entry('04:00:00', { sequence: 7 })],
      macos: [entry('04:00:00', { sequence: 9, version: '1.1.0 || 1.2.0' })],
    });
    expect(found).toMatchObject([
      { platforms: ['linux', 'macos'], sequence: 9, version: '1.1.0 || 1.2.0' },
    ]);
  });

  it('stay apart where anything else than the platform differs', () => {
    const found = records({
      linux: [entry('04:00:00'), entry('04:00:00'), entry('04:00:00', { actor: 'Bob' })],
      macos: [entry('04:00:00'), entry('04:00:00', { reason: 'x' })],
    });
    expect(found.map(({ platforms }) => platforms.join())).toEqual([
      'linux,macos',
      'linux',
      'linux',
      'macos',
    ]);
  });

  it('keep the order of each file though a clock ran back', () => {
    const found = records({
      linux: [
        entry('04:00:00', { command: 'start' }),
        entry('03:00:00', { command: 'pause' }),
        entry('05:00:00', { command: 'resume' }),
      ],
      macos: [entry('04:30:00', { command: 'rollback' })],
    });
    expect(found.map(({ command }) => command)).toEqual(['start', 'pause', 'rollback', 'resume']);
  });
});

describe('a question', () => {
  const all = records({
    linux: [
      entry('01:00:00', { version: '1.0.0', command: 'start' }),
      entry('02:00:00', { version: '1.1.0 || 1.2.0', command: 'rollback' }),
      entry('03:00:00', { version: '>=1.1.0 <1.3.0', command: 'block' }),
      entry('04:00:00', { version: null, command: 'renew' }),
    ],
  });
  const commands = (question: Parameters<typeof answering>[1]): readonly string[] =>
    answering(all, question).map(({ command }) => command);

  it('about a version finds it alone, among others and in a range', () => {
    expect(commands(ask('1.2.0'))).toEqual(['rollback', 'block']);
    expect(commands(ask('1.0.0'))).toEqual(['start']);
    expect(commands(ask('9.0.0'))).toEqual([]);
  });

  it('has the newest last and cuts the oldest', () => {
    expect(commands(ask())).toEqual(['start', 'rollback', 'block', 'renew']);
    expect(commands(ask(undefined, undefined, 2))).toEqual(['block', 'renew']);
    expect(commands(ask(undefined, Date.UTC(2026, 10, 23, 3)))).toEqual(['block', 'renew']);
  });
});

it('names a broken line and reads the others', () => {
  const good = JSON.stringify(entry('04:00:00'));
  const text = [
    good,
    '{"at":',
    '<<<<<<< HEAD',
    good.replace('"sequence":1', '"sequence":"1"'),
    '',
    good,
  ].join('\n');
  const { lines, broken } = readHistoryFile('linux', 'h', text);
  expect(lines.map(({ line }) => line)).toEqual([1, 6]);
  expect(broken.map(({ line }) => line)).toEqual([2, 3, 4]);
  expect(broken[2]?.why).toContain('sequence');
});

it('reads times and counts, and nothing else', () => {
  const now = Date.UTC(2026, 10, 23, 4);
  const since = (text: string): unknown => {
    const read = readSince(text, now);
    return read.ok ? read.value : read.refusal.code;
  };
  expect(since('24h')).toBe(now - 86_400_000);
  expect(since('2026-11-23')).toBe(Date.UTC(2026, 10, 23));
  expect(since('2026-11-23T01:00:00Z')).toBe(Date.UTC(2026, 10, 23, 1));
  expect(['yesterday', '24', '2026-13-40', ''].map(since)).toEqual(
    Array.from({ length: 4 }, () => 'bad-argument'),
  );
  expect([readLimit('0'), readLimit('5')]).toEqual([
    { ok: true, value: undefined },
    { ok: true, value: 5 },
  ]);
  expect([readLimit('-1').ok, readLimit('all').ok]).toEqual([false, false]);
});
