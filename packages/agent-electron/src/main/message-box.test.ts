import type { Notice } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { boxOf, cancelAction } from './message-box.ts';

const notice: Notice = {
  id: 'withdrawn:1.1.0',
  kind: 'withdrawn',
  severity: 'critical',
  language: 'en',
  direction: 'ltr',
  title: 'Notes 1.1.0 was withdrawn',
  body: ['It closes by itself.', 'Your data are safe.'],
  progress: undefined,
  progressText: undefined,
  tell: false,
  actions: [
    { index: 0, kind: 'go-back', label: 'Go back to 1.0.0', host: undefined },
    { index: 1, kind: 'later', label: 'Later', host: undefined },
    { index: 2, kind: 'link', label: 'Details', host: 'example.com' },
  ],
};

describe('a notice as a native dialog', () => {
  it('has the same texts and buttons as in a window, and links name their host', () => {
    const box = boxOf(notice);
    expect(box.message).toBe('Notes 1.1.0 was withdrawn');
    expect(box.detail).toBe('It closes by itself.\n\nYour data are safe.');
    expect(box.buttons).toEqual(['Go back to 1.0.0', 'Later', 'Details (example.com)']);
    expect(box.type).toBe('warning');
  });

  it('presses the safe button on Enter and on Escape', () => {
    expect(boxOf(notice).defaultId).toBe(1);
    expect(boxOf(notice).cancelId).toBe(1);
    expect(cancelAction(notice)?.kind).toBe('later');
  });
});
