import { describe, expect, it } from 'vitest';

import { judgeClock } from './clock.ts';
import { judgeClone, judgeIdentity, judgePush, judgeRemote } from './clone.ts';
import { judgeHealth, judgePublished } from './feeds.ts';
import type { Remark } from './finding.ts';
import { judgeKeys } from './keys.ts';
import type { KeysFacts } from './keys.ts';
import { judgeDisk, judgeGit, judgeNode } from './machine.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 26);

/** `error`, `warning: chmod`, and so on. */
function levelsOf(remarks: readonly Remark[]): readonly string[] {
  return remarks.map(({ level }) => level);
}

describe('a machine', () => {
  it.each([
    [judgeNode('24.0.0'), 'ok'],
    [judgeNode('22.19.0'), 'error'],
    [judgeNode('100.0.0'), 'ok'],
    [judgeGit('2.25.0'), 'ok'],
    [judgeGit('2.9.5'), 'error'],
    [judgeGit('3.0'), 'ok'],
    [judgeGit(undefined), 'error'],
    [judgeDisk(5 * 1024 ** 3, '/x'), 'ok'],
    [judgeDisk(500 * 1024 ** 2, '/x'), 'warning'],
    [judgeDisk(0, '/x'), 'error'],
  ])('%j is %s', (remark, level) => {
    expect(remark.level).toBe(level);
    expect(remark.fix === undefined).toBe(level === 'ok');
  });
});

describe('a clock', () => {
  it.each<readonly [number, Remark['level']]>([
    [0, 'ok'],
    [5 * MINUTE, 'ok'],
    [5 * MINUTE + 1, 'warning'],
    [-6 * MINUTE, 'warning'],
    [24 * HOUR, 'warning'],
    [24 * HOUR + 1, 'error'],
    [-25 * HOUR, 'error'],
  ])('%i ms from the host is %s', (off, level) => {
    expect(judgeClock({ now: NOW, host: NOW - off, commit: undefined }).level).toBe(level);
  });

  it.each<readonly [number, Remark['level']]>([
    [-1000 * HOUR, 'ok'],
    [6 * MINUTE, 'warning'],
    [25 * HOUR, 'error'],
  ])('before a commit that is %i ms ahead is %s', (ahead, level) => {
    expect(judgeClock({ now: NOW, host: undefined, commit: NOW + ahead }).level).toBe(level);
    expect(judgeClock({ now: NOW, host: NOW, commit: NOW + ahead }).level).toBe(level);
  });

  it('is not judged without anything to hold it against', () => {
    expect(judgeClock({ now: NOW, host: undefined, commit: undefined }).level).toBe('skipped');
  });
});

describe('a clone', () => {
  const clean = { lock: undefined, journal: undefined, queued: false, indexLock: undefined };
  const lock = { command: 'Pause 1.1.0', pid: 7, since: '2026-11-26T00:00:00Z', gone: true };

  it.each<readonly [Partial<Parameters<typeof judgeClone>[0]>, readonly Remark['level'][], RegExp]>(
    [
      [{}, ['ok'], /No earlier command/],
      [{ queued: true }, ['error'], /emergency stop/],
      [{ lock }, ['warning'], /was ended/],
      [{ lock: { ...lock, gone: false }, journal: 'Pause 1.1.0' }, ['warning'], /is at work/],
      [{ journal: 'Pause 1.1.0' }, ['warning'], /did not come to its end: Pause 1\.1\.0/],
      [{ indexLock: '/x/index.lock' }, ['warning'], /left \/x\/index\.lock/],
    ],
  )('%j', (facts, levels, says) => {
    const remarks = judgeClone({ ...clean, ...facts });
    expect(levelsOf(remarks)).toEqual(levels);
    expect(remarks[0]?.message).toMatch(says);
  });

  it('has somebody who changes it, a remote with the branch, and the right to push', () => {
    const remote = {
      remote: 'origin',
      branch: 'gh-pages',
      unreachable: undefined,
      tip: 'a'.repeat(40),
    };
    expect(judgeIdentity(undefined)).toMatchObject({ level: 'error', fix: /./ });
    expect(judgeIdentity('A <a@example.com>').level).toBe('ok');
    expect(judgeRemote(remote).level).toBe('ok');
    expect(judgeRemote({ ...remote, remote: undefined }).fix).toBe('git remote add origin URL');
    expect(judgeRemote({ ...remote, unreachable: 'gone' }).level).toBe('error');
    expect(judgeRemote({ ...remote, tip: undefined }).level).toBe('error');
    expect(
      [judgePush('', false), judgePush('no', true), judgePush(undefined, false)].map(
        ({ level }) => level,
      ),
    ).toEqual(['ok', 'error', 'skipped']);
  });
});

describe('keys', () => {
  const named = { root: ['r1', 'r2', 'r3'], release: ['p1'], feed: ['f1'] };
  const key = (role: 'root' | 'release' | 'feed', keyid: string, open = false) => ({
    role,
    keyid,
    from: keyid,
    open,
  });
  const both = [key('feed', 'f1'), key('release', 'p1')];
  const facts: KeysFacts = {
    signed: true,
    named,
    root: 2,
    threshold: 2,
    atHand: both,
    folder: '/k',
    ci: false,
  };

  it.each<readonly [string, Partial<KeysFacts>, readonly Remark['level'][], RegExp]>([
    ['are as they should be', {}, ['ok'], /root 2 are here/],
    [
      'without the feed key',
      { atHand: [key('release', 'p1')] },
      ['error'],
      /No feed key of root 2/,
    ],
    ['without the release key', { atHand: [key('feed', 'f1')] }, ['warning'], /No release key/],
    [
      'that others may read',
      { atHand: [key('feed', 'f1', true), key('release', 'p1')] },
      ['error'],
      /can be read/,
    ],
    ['that were replaced', { atHand: [...both, key('feed', 'f0')] }, ['warning'], /does not name/],
    ['of the root, one alone', { atHand: [...both, key('root', 'r1')] }, ['ok'], /./],
    [
      'of the root, enough of them',
      { atHand: [...both, key('root', 'r1'), key('root', 'r2')] },
      ['warning'],
      /lie together/,
    ],
    [
      'of the root, on a build machine',
      { atHand: [...both, key('root', 'r1')], ci: true },
      ['error'],
      /build machine/,
    ],
    ['of no product', { signed: false, named: undefined, atHand: [] }, ['warning'], /unsigned/],
  ])('%s', (_what, change, levels, says) => {
    const remarks = judgeKeys({ ...facts, ...change });
    expect(levelsOf(remarks)).toEqual(levels);
    expect(remarks[0]?.message).toMatch(says);
  });
});

it('several keys that others may read are one finding, with one command', () => {
  const at = (name: string) =>
    ({ role: 'root', keyid: name, from: `/k/${name}.json`, open: true }) as const;
  const facts = { signed: false, named: undefined, root: 1, threshold: 1, folder: '/k', ci: false };
  const [open] = judgeKeys({ ...facts, atHand: [at('r1'), at('r2')] });
  expect(open).toEqual({
    level: 'error',
    message: '2 files in /k can be read by others than their owner',
    fix: 'chmod -R go-rwx "/k"',
  });
});

describe('what is published and how it does', () => {
  it('is what git has, or says what is not', () => {
    expect(levelsOf(judgePublished('https://example.com', []))).toEqual(['ok']);
    expect(levelsOf(judgePublished(undefined, []))).toEqual(['warning']);
    expect(judgePublished('https://example.com', ['a', 'b'])).toEqual([
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining('a (and 1 more)') as string,
      }),
    ]);
  });

  it('has a report that is fresh and speaks of what is rolling', () => {
    const report = {
      app: 'x',
      at: new Date(NOW - 10 * MINUTE).toISOString().replace('.000', ''),
      releases: [],
    };
    const read = { kind: 'read', source: 's', report } as const;
    const snapshot = (maxAgeMinutes: number, states: unknown = []) =>
      ({ config: { health: { maxAgeMinutes } }, states }) as never;
    const rolling = [
      { platform: 'linux', ledger: { releases: [{ state: 'rolling', version: '1.1.0' }] } },
    ];
    const levels = [
      judgeHealth({ kind: 'off' }, snapshot(15), NOW),
      judgeHealth({ kind: 'unreadable', source: 's', why: 'w' }, snapshot(15), NOW),
      judgeHealth(read, snapshot(5), NOW),
      judgeHealth(read, snapshot(15), NOW),
      judgeHealth(read, snapshot(15, rolling), NOW),
    ].map(levelsOf);
    expect(levels).toEqual([['ok'], ['error'], ['error'], ['ok'], ['warning']]);
  });
});
