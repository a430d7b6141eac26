import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';

describe('a timer', () => {
  it('of more milliseconds than the system can count waits, and does not ring at once for ever', async () => {
    let rings = 0;
    const callOff = systemClock.after(40 * 24 * 3_600_000, () => (rings += 1));
    // Node would take the number for 1 ms; a timer of 20 ms rings after it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    callOff();
    expect(rings).toBe(0);
  });

  it('that was called off does not ring', async () => {
    let rings = 0;
    systemClock.after(1, () => (rings += 1))();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rings).toBe(0);
  });
});
