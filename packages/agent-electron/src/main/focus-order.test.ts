import { describe, expect, it } from 'vitest';
import { createFocusOrder } from './focus-order.ts';

describe('the window that was focused last', () => {
  it('stays the one while none is focused, and is followed by the one before it when it closes', () => {
    const order = createFocusOrder<string>();
    const all = new Set(['a', 'b', 'c']);
    order.focused('a');
    order.focused('b');
    order.focused('a');
    expect(order.latest(all)).toBe('a');
    order.gone('a');
    expect(order.latest(new Set(['b', 'c']))).toBe('b');
  });

  it('is looked for among those that can show a notice', () => {
    const order = createFocusOrder<string>();
    order.focused('notes');
    order.focused('settings');
    expect(order.latest(new Set(['notes']))).toBe('notes');
  });

  it('is the first that opened where none ever was focused, and nobody where there is none', () => {
    const order = createFocusOrder<string>();
    expect(order.latest(new Set(['a', 'b']))).toBe('a');
    expect(order.latest(new Set())).toBeUndefined();
  });
});
