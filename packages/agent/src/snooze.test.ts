import type { Severity } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import type { Notice } from './snapshot.ts';
import { isSnoozed, snooze } from './snooze.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 3_600_000;
const notice = (
  severity: Severity,
  kind: 'later' | 'dismiss' = 'later',
): Pick<Notice, 'id' | 'severity' | 'actions'> => ({
  id: 'x',
  severity,
  actions: [{ index: 0, kind, label: '', host: undefined }],
});

describe('"later"', () => {
  it.each([
    ['critical', HOUR],
    ['high', 4 * HOUR],
    ['medium', 24 * HOUR],
  ] as const)('lasts its time for a %s notice, and not a moment longer', (severity, time) => {
    const snoozed = snooze({}, { notice: notice(severity), kind: 'later', now: NOW });
    expect(isSnoozed(snoozed, notice(severity), NOW + time - 1)).toBe(true);
    expect(isSnoozed(snoozed, notice(severity), NOW + time)).toBe(false);
  });

  it('is for good for a low one', () => {
    const snoozed = snooze({}, { notice: notice('low'), kind: 'later', now: NOW });
    expect(isSnoozed(snoozed, notice('low'), NOW + 10 * 365 * 24 * HOUR)).toBe(true);
  });

  it('said while the clock ran years ahead does not last for years', () => {
    const ahead = NOW + 10 * 365 * 24 * HOUR;
    const snoozed = snooze({}, { notice: notice('high'), kind: 'later', now: ahead });
    expect(isSnoozed(snoozed, notice('high'), NOW)).toBe(false);
  });
});

describe('"dismiss"', () => {
  it('is for good, whatever the severity', () => {
    const once = notice('high', 'dismiss');
    const snoozed = snooze({}, { notice: once, kind: 'dismiss', now: NOW });
    expect(isSnoozed(snoozed, once, NOW + 10 * 365 * 24 * HOUR)).toBe(true);
  });
});

describe('what is put aside', () => {
  it('is forgotten once its time is over, and is never more than 64', () => {
    const what = { notice: notice('high'), kind: 'later', now: NOW } as const;
    expect(Object.keys(snooze({ over: NOW, lasts: NOW + 1 }, what))).toEqual(['lasts', 'x']);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`n${at}`, NOW + 1]));
    const ids = Object.keys(snooze(many, what));
    expect(ids).toHaveLength(64);
    expect(ids.at(-1)).toBe('x');
    expect(ids[0]).toBe('n37');
  });
});
