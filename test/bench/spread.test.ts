import { describe, expect, it } from 'vitest';

import { spreadOf } from './spread.ts';

describe('the spread of some runs', () => {
  it('is that of R and NumPy, in whatever order the runs came', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, q1: 1.75, q3: 3.25 });
    expect(spreadOf([10, 2, 9])).toEqual({ median: 9, q1: 5.5, q3: 9.5 });
  });

  it('of one run has no width, and of none there is nothing', () => {
    expect(spreadOf([7])).toEqual({ median: 7, q1: 7, q3: 7 });
    expect(spreadOf([])).toBeUndefined();
  });
});
