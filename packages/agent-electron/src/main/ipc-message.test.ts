import { describe, expect, it } from 'vitest';
import {
  isOwnPage,
  parseNoticeId,
  parsePlannedFor,
  parsePress,
  parseReason,
} from './ipc-message.ts';

const host = { appPath: '/opt/Notes/resources/app.asar', packaged: true };
const from = (url: string, isMainFrame = true): { url: string; isMainFrame: boolean } => ({
  url,
  isMainFrame,
});

describe('who may talk to the agent', () => {
  it.each(['file:///opt/Notes/resources/app.asar/index.html', 'app://notes/index.html'])(
    'a page of the app: %s',
    (url) => {
      expect(isOwnPage(from(url), host)).toBe(true);
      expect(isOwnPage(from(url, false), host)).toBe(false);
    },
  );

  it.each([
    'https://example.com/',
    'http://127.0.0.1:5173/',
    'file:///home/a/Downloads/page.html',
    'file:///opt/Notes/resources/app.asar/../evil.html',
    'file:///opt/Notes/resources/app.asar.evil/index.html',
    'data:text/html,hello',
    'blob:https://example.com/1',
    'about:blank',
    'devtools://devtools/bundled/inspector.html',
    'nonsense',
    '',
  ])('nobody else: %s', (url) => {
    expect(isOwnPage(from(url), host)).toBe(false);
  });

  it('a development server on this machine, in an app that is not packaged', () => {
    const page = from('http://localhost:5173/');
    expect(isOwnPage(page, { ...host, packaged: false })).toBe(true);
    expect(isOwnPage(from('http://example.com/'), { ...host, packaged: false })).toBe(false);
  });

  it('not a frame that is gone', () => {
    expect(isOwnPage(undefined, host)).toBe(false);
  });
});

describe('a button press', () => {
  it('is a notice id and a small whole number', () => {
    expect(parsePress('withdrawn:1.1.0', 0)).toEqual({ noticeId: 'withdrawn:1.1.0', index: 0 });
  });

  it.each([
    ['', 0],
    ['a'.repeat(513), 0],
    ['a', -1],
    ['a', 1.5],
    ['a', 64],
    ['a', Number.NaN],
    ['a', '0'],
    [{}, 0],
    [undefined, undefined],
  ])('and not %j, %j', (noticeId, index) => {
    expect(parsePress(noticeId, index)).toBeUndefined();
  });
});

describe('a notice that is in view', () => {
  it('is named by its id, a short text', () => {
    expect(parseNoticeId('withdrawn:1.1.0')).toBe('withdrawn:1.1.0');
  });

  it.each(['', 'a'.repeat(513), 7, undefined, ['a'], { toString: () => 'a' }])(
    'and by nothing else: %j',
    (noticeId) => {
      expect(parseNoticeId(noticeId)).toBeUndefined();
    },
  );
});

describe('the time that a window wants an install for', () => {
  const NOW = Date.UTC(2026, 10, 23, 12);
  const DAY = 86_400_000;

  it('is the end of the app, a moment in the next 14 days, or none', () => {
    expect(parsePlannedFor('on-quit', NOW)).toEqual({ when: 'on-quit' });
    expect(parsePlannedFor(NOW, NOW)).toEqual({ when: NOW });
    expect(parsePlannedFor(NOW + 14 * DAY, NOW)).toEqual({ when: NOW + 14 * DAY });
    expect(parsePlannedFor(null, NOW)).toEqual({ when: undefined });
  });

  it.each([
    NOW - 1,
    NOW + 14 * DAY + 1,
    NOW + 0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    undefined,
    'when-free',
    String(NOW + 1),
    new Date(NOW + 1),
    { when: NOW + 1 },
    [NOW + 1],
  ])('and not %j', (when) => {
    expect(parsePlannedFor(when, NOW)).toBeUndefined();
  });
});

describe('what a window is busy with', () => {
  it('is a short plain text in any language', () => {
    expect(parseReason(' exporting ')).toBe('exporting');
    expect(parseReason('جارٍ التصدير')).toBe('جارٍ التصدير');
    expect(parseReason('x'.repeat(80))).toHaveLength(80);
  });

  it.each([
    '',
    '   ',
    'x'.repeat(81),
    'two\nlines',
    'bell\u0007',
    'turned \u202Earound',
    'alone \uD800',
    1,
    undefined,
    ['exporting'],
  ])('and not %j', (reason) => {
    expect(parseReason(reason)).toBeUndefined();
  });
});
