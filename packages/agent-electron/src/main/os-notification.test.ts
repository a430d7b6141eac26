import type { Notice } from '@phasegate/agent';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openOsNotifications } from './os-notification.ts';
import type { OsNotifications } from './os-notification.ts';

interface Desk {
  readonly system: OsNotifications;
  /** What happened, in order. */
  readonly events: string[];
  readonly lines: string[];
  due: Notice | undefined;
  away: boolean;
  busy: boolean;
  inView: boolean;
  works: 'well' | 'never' | 'badly';
}

const notice = (id: string, severity: Notice['severity'] = 'high', tell = true): Notice =>
  ({ id, severity, tell }) as Notice;

function desk(): Desk {
  const box: Desk = {
    events: [],
    lines: [],
    due: undefined,
    away: true,
    busy: false,
    inView: true,
    works: 'well',
    system: openOsNotifications({
      notice: () => box.due,
      away: () => box.away,
      busy: () => box.busy,
      staysInView: () => box.inView,
      show: ({ id }) => {
        if (box.works === 'badly') {
          throw new Error('no bus');
        }
        box.events.push(`show ${id}`);
        return box.works === 'well' ? () => void box.events.push(`close ${id}`) : undefined;
      },
      told: (id) => void box.events.push(`told ${id}`),
      log: { info: (line) => void box.lines.push(line) },
      patience: 1000,
    }),
  };
  return box;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Something changed, and then nothing for a while. */
function pass(box: Desk): void {
  box.system.update();
  vi.advanceTimersByTime(1500);
}

it('a notice in the background is told once, which is written down first', () => {
  const box = desk();
  box.due = notice('a');
  pass(box);
  pass(box);
  expect(box.events).toEqual(['told a', 'show a']);
});

it('nothing is told that the agent does not want told, or was told before this start', () => {
  const box = desk();
  box.due = notice('a', 'high', false);
  pass(box);
  expect(box.events).toEqual([]);
});

it('who has seen a high notice in the window is not told of it on leaving', () => {
  const box = desk();
  box.away = false;
  box.due = notice('a');
  pass(box);
  box.away = true;
  pass(box);
  expect(box.events).toEqual([]);
});

it('a critical one that still waits in a window is told on leaving, one that was a dialog is not', () => {
  const box = desk();
  box.away = false;
  box.due = notice('a', 'critical');
  pass(box);
  box.away = true;
  pass(box);
  expect(box.events).toEqual(['told a', 'show a']);
  const other = desk();
  other.inView = false;
  other.away = false;
  other.due = notice('b', 'critical');
  pass(other);
  other.away = true;
  pass(other);
  expect(other.events).toEqual([]);
});

it('going from one window to another is not leaving', () => {
  const box = desk();
  box.due = notice('a', 'critical');
  box.system.update();
  vi.advanceTimersByTime(500);
  box.away = false;
  vi.advanceTimersByTime(1000);
  expect(box.events).toEqual([]);
});

it('an app that is busy is not disturbed until it is over', () => {
  const box = desk();
  box.busy = true;
  box.due = notice('a');
  pass(box);
  expect(box.events).toEqual([]);
  box.busy = false;
  pass(box);
  expect(box.events).toEqual(['told a', 'show a']);
});

it('it goes with its notice, and when the app quits', () => {
  const box = desk();
  box.due = notice('a');
  pass(box);
  box.due = notice('b');
  pass(box);
  box.system.close();
  expect(box.events).toEqual(['told a', 'show a', 'close a', 'told b', 'show b', 'close b']);
});

it.each(['never', 'badly'] as const)(
  'a system that shows notifications %s costs one line in the log',
  (works) => {
    const box = desk();
    box.works = works;
    box.due = notice('a');
    pass(box);
    pass(box);
    expect(box.lines).toHaveLength(1);
  },
);
