import type { Severity } from '@phasegate/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledge,
  afterClock,
  broughtBack,
  laterUntil,
  putAside,
  shown,
  stageOf,
  told,
  withLife,
} from './notice-life.ts';
import type { NoticeLife, SnoozeRule } from './notice-life.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
/** Presses "later" whenever the notice is there; answers for how long each time, until the button is gone. */
function patience(rule: SnoozeRule, most = 5): readonly (number | 'for-good')[] {
  const times: (number | 'for-good')[] = [];
  let life: NoticeLife | undefined;
  let now = NOW;
  while (times.length < most) {
    const until = laterUntil(life, rule, { now, seenAt: now });
    if (until === undefined || until === 'for-good') {
      return until === undefined ? times : [...times, until];
    }
    life = putAside(life, rule, { now, seenAt: now });
    expect(stageOf(life, rule.severity, { now: until - 1, seenAt: now })).toBe('snoozed');
    expect(stageOf(life, rule.severity, { now: until, seenAt: now })).toBe('shown');
    times.push((until - now) / HOUR);
    now = until;
  }
  return times;
}
const aside = (severity: Severity, now = NOW): NoticeLife =>
  putAside(undefined, { severity }, { now, seenAt: now });

describe('"later"', () => {
  it.each([
    ['medium', [24, 24, 168, 168, 168]],
    ['high', [4, 4, 4]],
    ['critical', [1]],
    ['low', ['for-good']],
  ] as const)('lasts, for a %s notice, %j hours and not a moment longer', (severity, hours) => {
    expect(patience({ severity })).toEqual(hours);
  });

  it('is not offered where data are at risk', () => {
    expect(patience({ severity: 'critical', patience: 'never' })).toEqual([]);
  });

  it('is always offered where nothing can be done, in the last of its lengths', () => {
    expect(patience({ severity: 'high', patience: 'always' })).toEqual([4, 4, 4, 4, 4]);
    expect(patience({ severity: 'critical', patience: 'always' })).toEqual([1, 1, 1, 1, 1]);
  });

  it('never lasts past the deadline of a high notice, and then the notice stays', () => {
    expect(patience({ severity: 'high', deadline: NOW + 6 * HOUR })).toEqual([4, 2]);
    expect(patience({ severity: 'high', deadline: NOW })).toEqual([]);
    expect(patience({ severity: 'critical', deadline: NOW + HOUR / 2 })).toEqual([0.5]);
  });

  it('hides nothing that has become worse, and begins to count anew then', () => {
    const life = aside('medium');
    expect(stageOf(life, 'medium', { now: NOW })).toBe('snoozed');
    expect(stageOf(life, 'high', { now: NOW })).toBe('shown');
    const dismissed = acknowledge(undefined, 'low', { now: NOW });
    expect(stageOf(dismissed, 'low', { now: NOW + 3650 * DAY })).toBe('acknowledged');
    expect(stageOf(dismissed, 'critical', { now: NOW })).toBe('shown');
    expect(putAside(life, { severity: 'high' }, { now: NOW })).toMatchObject({
      severity: 'high',
      snoozes: 1,
      until: NOW + 4 * HOUR,
    });
  });

  it('pressed where it is not offered changes nothing', () => {
    const life = shown(undefined, 'critical', { now: NOW });
    expect(putAside(life, { severity: 'critical', patience: 'never' }, { now: NOW })).toEqual(life);
  });
});

describe('a notice that is brought back', () => {
  it('is there at once, and "later" puts it away for the rest of its time only', () => {
    const life = broughtBack(aside('high'));
    const clock = { now: NOW + HOUR, seenAt: NOW };
    expect(stageOf(life, 'high', clock)).toBe('shown');
    expect(laterUntil(life, { severity: 'high' }, clock)).toBe(NOW + 4 * HOUR);
    const again = putAside(life, { severity: 'high' }, clock);
    expect(again).toMatchObject({ snoozes: 1, until: NOW + 4 * HOUR });
    expect(stageOf(again, 'high', clock)).toBe('snoozed');
  });

  it('can be put away although it could not be put aside a further time', () => {
    const life = broughtBack(aside('critical'));
    const clock = { now: NOW + HOUR / 2, seenAt: NOW };
    expect(laterUntil(life, { severity: 'critical' }, clock)).toBe(NOW + HOUR);
    expect(laterUntil(life, { severity: 'critical' }, { now: NOW + HOUR })).toBeUndefined();
  });

  it('was perhaps put away for good; "OK" does so again', () => {
    const life = broughtBack(acknowledge(undefined, 'medium', { now: NOW }));
    expect(stageOf(life, 'medium', { now: NOW })).toBe('shown');
    expect(stageOf(acknowledge(life, 'medium', { now: NOW }), 'medium', { now: NOW })).toBe(
      'acknowledged',
    );
  });
});

describe('a clock', () => {
  it('that ran years ahead when "later" was said hides nothing once it is right again', () => {
    for (const severity of ['medium', 'high', 'critical'] as const) {
      const life = aside(severity, NOW + 3650 * DAY);
      expect(stageOf(life, severity, { now: NOW, seenAt: NOW })).toBe('shown');
    }
  });

  it('that ran ahead by a day is not taken for the right one later, either', () => {
    const life = aside('medium', NOW + 25 * HOUR);
    expect(stageOf(life, 'medium', { now: NOW + HOUR, seenAt: NOW })).toBe('shown');
  });

  it('that runs back behind the last time it was seen ends what was put aside, for good', () => {
    const life = aside('high');
    const back = { now: NOW + HOUR, seenAt: NOW + 3 * HOUR };
    expect(stageOf(life, 'high', back)).toBe('shown');
    const after = afterClock({ a: life }, back)['a'];
    expect(stageOf(after, 'high', { now: NOW + HOUR, seenAt: NOW + HOUR })).toBe('shown');
    expect(after).toMatchObject({ snoozes: 1 });
  });

  it('that is set right by seconds hides and shows nothing', () => {
    const life = aside('high');
    expect(stageOf(life, 'high', { now: NOW - 5000, seenAt: NOW })).toBe('snoozed');
    expect(afterClock({ a: life }, { now: NOW - 5000, seenAt: NOW })).toEqual({ a: life });
  });

  it('however it jumps, never hides a notice for longer than its rule from that moment on', () => {
    const longest = { low: 0, medium: 7 * DAY, high: 4 * HOUR, critical: HOUR };
    fc.assert(
      fc.property(
        fc.constantFrom('medium' as const, 'high' as const, 'critical' as const),
        fc.record({
          snoozes: fc.integer({ min: 0, max: 9 }),
          asideAt: fc.option(fc.integer({ min: NOW - 99 * DAY, max: NOW + 99 * DAY }), {
            nil: undefined,
          }),
          until: fc.integer({ min: NOW - 99 * DAY, max: NOW + 99 * DAY }),
        }),
        (severity, facts) => {
          const life = { severity, shownAt: 0, ...facts };
          const later = NOW + longest[severity] + 60_000;
          const hidden = stageOf(life, severity, { now: NOW, seenAt: NOW }) === 'snoozed';
          expect(hidden && stageOf(life, severity, { now: later, seenAt: NOW })).not.toBe(
            'snoozed',
          );
        },
      ),
    );
  });
});

describe('what is remembered of a notice', () => {
  it('begins when it is first shown, and stays the same when it is shown again', () => {
    const life = shown(undefined, 'high', { now: NOW });
    expect(life).toEqual({ severity: 'high', shownAt: NOW, toldAt: undefined, snoozes: 0 });
    expect(shown(life, 'high', { now: NOW + 1 })).toBe(life);
    expect(stageOf(undefined, 'high', { now: NOW })).toBe('eligible');
    expect(stageOf(life, 'high', { now: NOW })).toBe('shown');
  });

  it('holds that the system has told it, also when it becomes worse', () => {
    const life = told(undefined, 'high', { now: NOW });
    expect(shown(life, 'critical', { now: NOW + 1 })).toMatchObject({ toldAt: NOW });
  });

  it('is bounded: of more than 128 notices the one touched longest ago is forgotten', () => {
    const life = shown(undefined, 'high', { now: NOW });
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`n${at}`, life]));
    const ids = Object.keys(withLife(many, 'n80', life));
    expect(ids).toHaveLength(128);
    expect([ids[0], ids.at(-1)]).toEqual(['n72', 'n80']);
  });

  it('of a low notice ends with "later", which is for good', () => {
    for (const severity of SEVERITIES) {
      const life = putAside(undefined, { severity }, { now: NOW });
      expect(life.acknowledged === true).toBe(severity === 'low');
    }
  });
});
