import { describe, expect, it } from 'vitest';
import { createFakeClock } from './fake-clock.ts';

describe('the fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = createFakeClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.advance(500);
    expect(clock.now()).toBe(1_500);
  });

  it('rings timers in order and at their own times, those that a timer sets included', () => {
    const clock = createFakeClock(0);
    const rung: string[] = [];
    const ring = (name: string) => (): void => void rung.push(`${name} ${clock.now()}`);
    clock.after(200, ring('second'));
    clock.after(100, () => {
      ring('first')();
      clock.after(50, ring('of the first'));
    });
    clock.after(200, ring('third'));
    clock.after(1_000, ring('too late'));
    clock.advance(500);
    expect(rung).toEqual(['first 100', 'of the first 150', 'second 200', 'third 200']);
    expect(clock.next()).toBe(500);
  });

  it('forgets a timer that was called off', () => {
    const clock = createFakeClock();
    const callOff = clock.after(10, () => expect.unreachable());
    callOff();
    clock.advance(100);
    expect(clock.next()).toBeUndefined();
  });
});
