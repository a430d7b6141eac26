import { parseVersion } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { countStart, formatStarts, goodStart, parseStarts, quitEarly } from './start-guard.ts';
import type { StartRecord } from './start-guard.ts';

const v = (text: string): Version => parseVersion(text) as Version;
const now = (version: string, pid: number, running: readonly number[] = []) => ({
  version: v(version),
  pid,
  runs: (one: number) => running.includes(one),
});

/** So many starts of a version one after the other, each of which dies. */
function crashes(version: string, times: number, before?: StartRecord): StartRecord | undefined {
  let record = before;
  for (let pid = 1; pid <= times; pid += 1) {
    ({ record } = countStart(record, now(version, pid)));
  }
  return record;
}

describe('the start guard', () => {
  it('sees a crash loop at the start after three bad ones, not earlier', () => {
    expect(countStart(undefined, now('1.1.0', 9)).crashing).toBeUndefined();
    expect(countStart(crashes('1.1.0', 2), now('1.1.0', 9)).crashing).toBeUndefined();
    expect(countStart(crashes('1.1.0', 3), now('1.1.0', 9)).crashing).toBe(3);
    expect(countStart(crashes('1.1.0', 7), now('1.1.0', 9)).crashing).toBe(7);
  });

  it('begins anew after a good start, and remembers which release that was', () => {
    const good = goodStart(countStart(crashes('1.1.0', 2), now('1.1.0', 9)).record);
    expect(good.lastGood).toBe('1.1.0');
    expect(countStart(crashes('1.1.0', 2, good), now('1.1.0', 9)).crashing).toBeUndefined();
    expect(countStart(crashes('1.1.0', 3, good), now('1.1.0', 9)).crashing).toBe(3);
  });

  it('counts each release for itself, and keeps the last good one over an update', () => {
    const good = goodStart(countStart(undefined, now('1.0.0', 1)).record);
    const looped = crashes('1.1.0', 3, good);
    expect(countStart(looped, now('1.1.0', 9))).toMatchObject({
      crashing: 3,
      record: { lastGood: '1.0.0' },
    });
    expect(countStart(looped, now('1.0.0', 9)).crashing).toBeUndefined();
  });

  it('takes a quit before the window is over for neither a good start nor a bad one', () => {
    let record: StartRecord | undefined;
    for (let pid = 1; pid <= 10; pid += 1) {
      record = quitEarly(countStart(record, now('1.1.0', pid)).record);
    }
    expect(countStart(record, now('1.1.0', 99)).crashing).toBeUndefined();
    expect(record?.lastGood).toBeUndefined();
  });

  it('does not count an instance beside one that runs: an icon clicked three times is no crash loop', () => {
    const first = countStart(undefined, now('1.1.0', 1)).record;
    const second = countStart(first, now('1.1.0', 2, [1]));
    expect(second).toEqual({ record: first, crashing: undefined });
    expect(countStart(second.record, now('1.1.0', 3)).record.starts).toBe(2);
  });

  it.each([
    '',
    '{',
    'null',
    '{"schema":"phasegate/starts@2"}',
    '[]',
    '{"schema":"phasegate/starts@1","version":"1.0","starts":-1,"pid":1}',
  ])('reads %j as an app that was never started before', (text) => {
    expect(parseStarts(text)).toBeUndefined();
  });

  it('reads what it wrote', () => {
    const record = { version: v('1.1.0'), starts: 2, lastGood: v('1.0.0'), pid: 7 };
    expect(parseStarts(formatStarts(record))).toEqual(record);
    expect(parseStarts(formatStarts({ ...record, lastGood: undefined }))?.lastGood).toBeUndefined();
  });
});
