import type { Notice } from '@phasegate/agent';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNativeNotices } from './native-notice.ts';
import type { NativeNotices } from './native-notice.ts';

const notice = (id: string, change: Partial<Notice> = {}): Notice => ({
  id,
  kind: 'withdrawn',
  severity: 'high',
  language: 'en',
  direction: 'ltr',
  title: id,
  body: [],
  progress: undefined,
  progressText: undefined,
  tell: false,
  actions: [{ index: 0, kind: 'later', label: 'Later', host: undefined }],
  ...change,
});

interface Desk {
  readonly native: NativeNotices;
  readonly asked: string[];
  readonly pressed: string[];
  readonly seen: string[];
  readonly aborted: string[];
  due: Notice | undefined;
  wanted: boolean;
  /** Presses a button of the dialog that is open. */
  answer: (index: number) => void;
}

function desk(): Desk {
  const box: Desk = {
    asked: [],
    pressed: [],
    seen: [],
    aborted: [],
    due: undefined,
    wanted: true,
    answer: () => undefined,
    native: openNativeNotices({
      notice: () => box.due,
      wanted: () => box.wanted,
      ask: ({ id }, signal) =>
        new Promise((resolve) => {
          box.asked.push(id);
          box.answer = resolve;
          signal.addEventListener('abort', () => {
            box.aborted.push(id);
            resolve(undefined);
          });
        }),
      shown: (id) => void box.seen.push(id),
      act: (id, index) => void box.pressed.push(`${id}:${index}`),
      log: { error: () => undefined },
      patience: 0,
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

const turn = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1);

describe('notices as native dialogs', () => {
  it('asks once for each notice, and hands the answer on', async () => {
    const box = desk();
    box.due = notice('a');
    box.native.update();
    box.native.update();
    await turn();
    expect(box.asked).toEqual(['a']);
    box.answer(0);
    await turn();
    box.native.update();
    await turn();
    expect(box.asked).toEqual(['a']);
    expect(box.pressed).toEqual(['a:0']);
    expect(box.seen).toEqual(['a']);
  });

  it('asks again when a notice that was put aside comes back', async () => {
    const box = desk();
    for (const due of [notice('a'), undefined, notice('a')]) {
      box.due = due;
      box.native.update();
      await turn();
      box.answer(0);
      await turn();
    }
    expect(box.asked).toEqual(['a', 'a']);
  });

  it('closes a dialog whose notice is over, and then shows the next', async () => {
    const box = desk();
    box.due = notice('a');
    box.native.update();
    await turn();
    box.due = notice('b');
    box.native.update();
    await turn();
    await turn();
    expect(box.aborted).toEqual(['a']);
    expect(box.asked).toEqual(['a', 'b']);
    expect(box.pressed).toEqual([]);
  });

  it('stays silent where a window shows notices, and for what needs no answer', async () => {
    const box = desk();
    box.wanted = false;
    box.due = notice('a');
    box.native.update();
    await turn();
    box.wanted = true;
    const underWay = (['updating', 'suspended', 'planned'] as const).map((kind) =>
      notice(kind, { kind }),
    );
    for (const quiet of [
      notice('b', { severity: 'low' }),
      notice('c', { actions: [] }),
      ...underWay,
    ]) {
      box.due = quiet;
      box.native.update();
      await turn();
    }
    expect(box.asked).toEqual([]);
    expect(box.seen).toEqual([]);
  });

  it('waits while the app is busy, and asks when that is over', async () => {
    const box = desk();
    box.wanted = false;
    box.due = notice('a');
    box.native.update();
    await turn();
    box.wanted = true;
    box.native.update();
    await turn();
    expect(box.asked).toEqual(['a']);
  });

  it('asks again after a link was opened, since that is no answer', async () => {
    const box = desk();
    const link = { index: 1, kind: 'link', label: 'Details', host: 'example.com' } as const;
    box.due = notice('a', { actions: [link] });
    box.native.update();
    await turn();
    box.answer(1);
    await turn();
    await turn();
    expect(box.pressed).toEqual(['a:1']);
    expect(box.asked).toEqual(['a', 'a']);
  });

  it('closes without an answer when the app quits', async () => {
    const box = desk();
    box.due = notice('a');
    box.native.update();
    await turn();
    box.native.close();
    await turn();
    expect(box.aborted).toEqual(['a']);
    expect(box.pressed).toEqual([]);
  });
});
