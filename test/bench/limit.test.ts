import { expect, it } from 'vitest';

import { judgeLimit } from './limit.ts';
import type { RowResult } from './run-row.ts';

const IDLE = { load: 0.4, cores: 2 };
const BUSY = { load: 6, cores: 2 };

function took(median: number): RowResult {
  const ms = { median, q1: median, q3: median };
  const peer = { name: 'ours', runs: 1, values: { ms }, ratio: undefined, added: undefined };
  return { name: 'row', what: 'what', peers: [peer] };
}

it('keeps a limit up to the last millisecond, whatever else the machine does', () => {
  expect(judgeLimit(took(2000), 2000, IDLE)).toMatchObject({ kept: true });
  expect(judgeLimit(took(1500), 2000, BUSY)).toMatchObject({
    kept: true,
    said: 'limit 2000 ms: 1500 ms, 0.75 of it, kept',
  });
});

it('breaks it on an idle machine, and says how far', () => {
  expect(judgeLimit(took(3000), 2000, IDLE)).toEqual({
    kept: false,
    said: 'limit 2000 ms: 3000 ms, 1.50 of it, broken',
  });
});

it('does not judge a long time on a busy machine', () => {
  expect(judgeLimit(took(3000), 2000, BUSY)).toEqual({
    kept: true,
    said: 'limit 2000 ms: 3000 ms, 1.50 of it, not judged: the load was 6 on 2 cores',
  });
});

it('is broken where nothing was measured', () => {
  expect(judgeLimit({ ...took(1), peers: [] }, 2000, IDLE)).toMatchObject({ kept: false });
});
