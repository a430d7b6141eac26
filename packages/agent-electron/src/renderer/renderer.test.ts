import type { AgentSnapshot, Notice, Severity } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import type { PhasegateBridge } from '../shared/bridge.ts';
import { bytesText, percentOf, timeLeftText } from './download-text.ts';
import { markVersions } from './marked-text.ts';
import { createUpdateStore } from './store.ts';
import { surfaceOf } from './surface.ts';

describe('download texts', () => {
  it('gives both numbers in the unit of the whole', () => {
    expect(bytesText({ received: 12_400_000, total: 98_000_000 })).toBe('12.4 of 98.0 MB');
    expect(bytesText({ received: 0, total: 900 })).toBe('0 of 900 bytes');
    expect(bytesText({ received: 500_000_000, total: 2_000_000_000 })).toBe('0.5 of 2.0 GB');
  });

  it('guesses no time in the first second, on no progress, or at the end', () => {
    const first = { at: 0, received: 0 };
    expect(timeLeftText(first, { at: 900, received: 50 }, 100)).toBeUndefined();
    expect(timeLeftText(first, { at: 5000, received: 0 }, 100)).toBeUndefined();
    expect(timeLeftText(first, { at: 5000, received: 100 }, 100)).toBeUndefined();
    expect(timeLeftText(first, { at: 2000, received: 50 }, 100)).toBe('about 2 s left');
    expect(timeLeftText(first, { at: 60_000, received: 10 }, 100)).toBe('about 9 min left');
  });

  it('never shows more than the whole, and 0 % of nothing', () => {
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

  it('never locks the window over a download or without a way out', () => {
    expect(surfaceOf(notice('critical', 'updating')).place).toBe('banner');
    expect(surfaceOf({ ...notice('critical'), actions: [] }).place).toBe('banner');
  });
});

describe('the store', () => {
  it('asks once, mirrors what comes, and tells its listeners', async () => {
    let push: (snapshot: AgentSnapshot) => void = () => undefined;
    let asked = 0;
    const first = { phase: 'idle' } as AgentSnapshot;
    const bridge: PhasegateBridge = {
      getSnapshot: () => {
        asked += 1;
        return Promise.resolve(first);
      },
      onSnapshot: (listener) => {
        push = listener;
        return () => undefined;
      },
      act: () => Promise.resolve(),
      noticeReady: () => Promise.resolve(),
      check: () => Promise.resolve(),
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
    expect(store.getSnapshot()).toBeUndefined();
  });
});
