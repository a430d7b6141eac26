import type { AgentSnapshot, Notice, NoticeActionKind, Severity } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import type { PhasegateBridge } from '../shared/bridge.ts';
import { markVersions } from './marked-text.ts';
import { percentOf } from './progress-bar.ts';
import { createUpdateStore, updateStore } from './store.ts';
import { LOOKS, putsAside, surfaceOf } from './surface.ts';
import { chosenTime, fieldText, nextEvening, timesFrom } from './time-range.ts';
import { watchTyping } from './typing.ts';

describe('the share of a download', () => {
  it('is never more than the whole, and 0 % of nothing', () => {
    expect(percentOf({ received: 5, total: 0 })).toBe(0);
    expect(percentOf({ received: 300, total: 200 })).toBe(100);
    expect(percentOf({ received: 199, total: 200 })).toBe(99);
  });
});

describe('versions in a line', () => {
  it('are found with pre-release and build, and the line stays whole', () => {
    const line = 'Go from 1.1.0-beta.2+4 back to 1.0.0.';
    const parts = markVersions(line);
    expect(parts.map(({ text }) => text).join('')).toBe(line);
    expect(parts.filter(({ kind }) => kind === 'version').map(({ text }) => text)).toEqual([
      '1.1.0-beta.2+4',
      '1.0.0',
    ]);
    expect(markVersions('no version at 10:30')).toHaveLength(1);
  });
});

describe('where a notice is shown', () => {
  const notice = (severity: Severity, kind: Notice['kind'] = 'withdrawn'): Notice => ({
    id: 'x',
    kind,
    severity,
    language: 'en',
    direction: 'ltr',
    title: '',
    body: [],
    progress: undefined,
    progressText: undefined,
    tell: false,
    actions: [{ index: 0, kind: 'later', label: 'Later', host: undefined }],
  });

  it.each([
    ['low', 'menu', 'status'],
    ['medium', 'banner', 'status'],
    ['high', 'banner', 'alert'],
    ['critical', 'dialog', 'alertdialog'],
  ] as const)('%s: %s, %s', (severity, place, role) => {
    expect(surfaceOf(notice(severity))).toMatchObject({ place, role });
  });

  it('never locks the window, nor shouts, over what its user has asked for, nor without an answer', () => {
    for (const kind of ['updating', 'suspended', 'planned'] as const) {
      expect(surfaceOf(notice('critical', kind))).toMatchObject({
        place: 'banner',
        role: 'status',
      });
    }
    expect(surfaceOf({ ...notice('critical'), actions: [] }).place).toBe('banner');
  });

  it('a critical one that was folded up stays as a banner, and another one is asked again', () => {
    expect(surfaceOf(notice('critical'), 'x').place).toBe('banner');
    expect(surfaceOf(notice('critical'), 'another').place).toBe('dialog');
  });

  it.each([
    ['crashing', 'medium', 'warning'],
    ['resolved', 'low', 'success'],
    ['went-back', 'critical', 'success'],
    ['suspended', 'high', 'update'],
    ['planned', 'medium', 'update'],
    ['announcement', 'medium', 'info'],
    ['withdrawn', 'critical', 'danger'],
  ] as const)('%s, %s, has the tone %s', (kind, severity, tone) => {
    expect(surfaceOf(notice(severity, kind)).tone).toBe(tone);
  });
});

describe('buttons', () => {
  it('each kind has a look, and only putting aside is what Escape may do', () => {
    expect(LOOKS['on-quit']).toBe('secondary');
    expect(LOOKS.stay).toBe('quiet');
    const kinds = Object.keys(LOOKS) as NoticeActionKind[];
    expect(kinds.filter(putsAside)).toEqual(['later', 'dismiss']);
  });
});

describe('a dialog that would take the keyboard', () => {
  it('waits for a pause in typing', () => {
    const page = new EventTarget();
    const clock = { now: 0 };
    const typing = watchTyping(page, () => clock.now);
    expect(typing.untilPause()).toBe(0);
    page.dispatchEvent(new Event('keydown'));
    clock.now = 300;
    expect(typing.untilPause()).toBe(400);
    clock.now = 700;
    expect(typing.untilPause()).toBe(0);
    typing.stop();
    page.dispatchEvent(new Event('keydown'));
    expect(typing.untilPause()).toBe(0);
  });
});

describe('the time of an install', () => {
  const noon = new Date(2026, 10, 23, 12, 0, 30).getTime();
  const at = (day: number, hour: number, minute = 0): Date => new Date(2026, 10, day, hour, minute);

  it('is proposed for the next ten in the evening', () => {
    expect(nextEvening(noon)).toEqual(at(23, 22));
    expect(nextEvening(at(23, 21, 59).getTime())).toEqual(at(23, 22));
    expect(nextEvening(at(23, 22).getTime())).toEqual(at(24, 22));
    expect(nextEvening(new Date(2026, 11, 31, 23).getTime())).toEqual(new Date(2027, 0, 1, 22));
  });

  it('is written as the field has it, and read again', () => {
    expect(fieldText(at(3, 8, 5))).toBe('2026-11-03T08:05');
    expect(chosenTime(fieldText(at(24, 8, 5)), noon)).toEqual(at(24, 8, 5));
  });

  it('is a whole minute from the next one to 14 days ahead, and the first is not past on its way', () => {
    const { first, last } = timesFrom(noon);
    expect([first, last]).toEqual([at(23, 12, 1), new Date(2026, 11, 7, 12, 0)]);
    expect(timesFrom(at(23, 12, 1).getTime() - 1).first).toEqual(at(23, 12, 2));
    for (const one of [first, last]) {
      expect(chosenTime(fieldText(one), noon)).toEqual(one);
    }
    for (const text of ['', 'soon', '2026-11-23T12:00', '2026-12-07T12:01', '2025-11-24T12:00']) {
      expect(chosenTime(text, noon), text).toBeUndefined();
    }
  });
});

/** A bridge that writes down what it is asked. */
function silentBridge(asked: string[]): PhasegateBridge {
  const note =
    (name: string) =>
    (...given: readonly unknown[]): Promise<void> =>
      Promise.resolve(void asked.push([name, ...given].join(' ')));
  return {
    getSnapshot: () => Promise.resolve(undefined),
    onSnapshot: () => () => undefined,
    act: note('act'),
    noticeReady: note('ready'),
    noticeGone: note('gone'),
    noticeShown: note('shown'),
    check: note('check'),
    pressMenu: note('menu'),
    installLater: note('later'),
    busy: note('busy'),
    idle: note('idle'),
  };
}

describe('the store', () => {
  it('says once that this window shows notices, however many elements do, and once that none does', () => {
    const asked: string[] = [];
    const store = createUpdateStore(silentBridge(asked));
    const [one, two] = [store.announceNotices(), store.announceNotices()];
    one();
    one();
    expect(asked).toEqual(['ready']);
    two();
    expect(asked).toEqual(['ready', 'gone']);
  });

  it('says what the window is busy with until it is over, once', () => {
    const asked: string[] = [];
    const over = createUpdateStore(silentBridge(asked)).busy('exporting');
    over();
    over();
    expect(asked).toEqual(['busy exporting', 'idle exporting']);
  });

  it('says when to install as text, number or nothing', async () => {
    const asked: string[] = [];
    const { installLater } = createUpdateStore(silentBridge(asked));
    await installLater('on-quit');
    await installLater(new Date(1000));
    await installLater(undefined);
    expect(asked).toEqual(['later on-quit', 'later 1000', 'later ']);
  });

  it('is one for all the bundles of a page', () => {
    expect(updateStore()).toBe(updateStore());
  });

  it('asks once, mirrors what comes, and tells its listeners', async () => {
    let push: (snapshot: AgentSnapshot) => void = () => undefined;
    let asked = 0;
    const first = { phase: 'idle' } as AgentSnapshot;
    const bridge: PhasegateBridge = {
      ...silentBridge([]),
      getSnapshot: () => {
        asked += 1;
        return Promise.resolve(first);
      },
      onSnapshot: (listener) => {
        push = listener;
        return () => undefined;
      },
    };
    const store = createUpdateStore(bridge);
    expect(store.getSnapshot()).toBeUndefined();
    let told = 0;
    const leave = store.subscribe(() => {
      told += 1;
    });
    store.subscribe(() => undefined);
    await Promise.resolve();
    expect(store.getSnapshot()).toBe(first);
    const second = { phase: 'checking' } as AgentSnapshot;
    push(second);
    expect(store.getSnapshot()).toBe(second);
    leave();
    push(first);
    expect([asked, told]).toEqual([1, 2]);
  });

  it('is empty and harmless where there is no preload', async () => {
    const store = createUpdateStore(undefined);
    store.subscribe(() => undefined);
    await store.check();
    await store.act('x', 0);
    await store.pressMenu();
    store.busy('exporting')();
    store.announceNotices()();
    expect(store.getSnapshot()).toBeUndefined();
  });
});
