import { describe, expect, it } from 'vitest';

import { seededBytes, seededRandom } from './random.ts';
import { until } from './until.ts';

describe('waiting for a condition', () => {
  it('ends with the first answer that is neither absent nor false, zero and empty text included', async () => {
    const answers = [undefined, false, 0];
    expect(await until(() => answers.shift(), { everyMs: 1 })).toBe(0);
    expect(await until(async () => '')).toBe('');
  });

  it('fails at its deadline with what was waited for', async () => {
    const never = until(() => false, { withinMs: 30, everyMs: 5, what: 'the notice' });
    await expect(never).rejects.toThrow('the notice did not come within 30 ms');
  });
});

describe('seeded chance', () => {
  it('is the same for the same seed, within [0, 1), and spread over it', () => {
    const next = seededRandom(7);
    const drawn = Array.from({ length: 1000 }, next);
    const again = seededRandom(7);
    expect(drawn.slice(0, 3)).toEqual([again(), again(), again()]);
    expect(drawn.every((one) => one >= 0 && one < 1)).toBe(true);
    expect(new Set(drawn.map((one) => Math.floor(one * 10))).size).toBe(10);
    expect(seededBytes(8, 7)).not.toEqual(seededBytes(8, 8));
  });
});
