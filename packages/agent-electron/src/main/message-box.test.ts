import type { Notice } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { boxable, boxOf, cancelAction } from './message-box.ts';

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

  it('never goes back because the box was closed, where there is no way to put it aside', () => {
    const actions = notice.actions.filter(({ kind }) => kind !== 'later');
    const box = boxOf({ ...notice, actions });
    expect(box.buttons[box.defaultId]).toBe('Details (example.com)');
    expect(box.buttons[box.cancelId]).toBeUndefined();
    expect(cancelAction({ ...notice, actions })).toBeUndefined();
  });

  it('leaves out what opens a form: no box can ask for a time', () => {
    const words = { label: 'When', hint: 'Any time', confirm: 'Then', back: 'Back' };
    const choose = { index: 10, kind: 'at-time', label: 'Choose…', host: undefined } as const;
    const { actions } = notice;
    const { buttons } = boxOf(
      boxable({ ...notice, actions: [{ ...choose, form: words }, ...actions] }),
    );
    expect(buttons).toEqual(boxOf(notice).buttons);
  });

  it('takes staying for the safe answer on Enter, but not for closing the box: it is a decision', () => {
    const [goBack] = notice.actions;
    const stay = { index: 7, kind: 'stay', label: 'Stay on 1.1.0', host: undefined } as const;
    const box = boxOf({ ...notice, actions: goBack === undefined ? [] : [goBack, stay] });
    expect(box.buttons[box.defaultId]).toBe('Stay on 1.1.0');
    expect(box.buttons[box.cancelId]).toBeUndefined();
  });
});
