import type { FeedName } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { v } from '../agent.fixture.ts';
import type { Known, Reading } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { available, known } from '../notice/notices.fixture.ts';
import type { LastCheck } from '../snapshot.ts';
import { goBack, hold, installer, offer, problem, ready, target } from '../state.fixture.ts';
import type { AgentState } from '../state.ts';
import { reportsBetween } from './derive.ts';

const read = (decision: Reading['decision']): Reading =>
  ({ decision, source: { name: 'stable' as FeedName } }) as unknown as Reading;
const lastCheck: LastCheck = {
  at: '2026-11-23T12:00:00Z',
  outcome: 'hold',
  reason: 'nothing newer',
  items: [],
};
const broken = { code: 'download-wrong-digest', message: 'other bytes' } as const;
const failed = (
  during: 'check' | 'download' | 'install',
  to?: string,
  direction: 'forward' | 'back' = 'forward',
): AgentState => ({
  phase: 'failed',
  during,
  problem: broken,
  ...(to === undefined ? {} : { target: target(to, direction) }),
});
const downloading = (to: string, direction: 'forward' | 'back' = 'forward'): AgentState => ({
  phase: 'downloading',
  target: target(to, direction),
  watched: false,
  thenInstall: false,
});
const confirming = (to: string, direction: 'forward' | 'back' = 'forward'): AgentState => ({
  phase: 'confirming',
  target: target(to, direction),
  installer: installer(to),
  paused: false,
  asked: 'now',
});
const looking = (to: string): AgentState => ({
  phase: 'checking',
  trigger: 'timer',
  held: { target: target(to), installer: installer(to), paused: false },
});
const installing = (to: string, direction: 'forward' | 'back' = 'forward'): AgentState => ({
  phase: 'installing',
  target: target(to, direction),
});
const attempt = (from: string, to: string, direction: 'forward' | 'back') => ({
  missedAttempt: { from: v(from), to: v(to), direction },
});
const attempting = (to: string, direction: 'forward' | 'back') => ({
  memory: { ...EMPTY_MEMORY, attempt: { from: v('1.0.0'), to: v(to), direction } },
});
const begun = attempting('1.1.0', 'forward');
const pinned = (from: string) => ({ memory: { ...EMPTY_MEMORY, wentBackFrom: v(from) } });

/** What a machine on 1.0.0 that ran 0.9.0 before reports of a change, as `release < previous: event`. */
const told = (
  before: Partial<Known>,
  after: Partial<Known>,
  facts: { running?: string; previous?: string } = {},
): readonly string[] =>
  reportsBetween(known(before), known(after), {
    running: v(facts.running ?? '1.0.0'),
    previous: v(facts.previous ?? '0.9.0'),
  }).map(
    ({ version, previousVersion, body: { kind, ...more } }) =>
      `${version} < ${previousVersion ?? '?'}: ${[kind, ...Object.values(more)].join(' ')}`,
  );

describe('what is reported of a change', () => {
  const nothing = {};
  it.each<[string, Partial<Known>, Partial<Known>, readonly string[]]>([
    ['nothing of no change', nothing, nothing, []],
    [
      'an offer, about the release that is offered',
      nothing,
      { reading: read(offer('1.1.0')) },
      ['1.1.0 < 1.0.0: offered'],
    ],
    ['nothing of a feed that offers nothing', nothing, { reading: read(hold) }, []],
    ['nothing of a way back that is offered', nothing, { reading: read(goBack('0.9.0')) }, []],
    [
      'a check that was answered, as a sign of life',
      nothing,
      { lastCheck },
      ['1.0.0 < 0.9.0: active'],
    ],
    [
      'a check that failed, as a sign of life too',
      nothing,
      { lastCheck: { ...lastCheck, outcome: 'failed', code: problem.code } },
      ['1.0.0 < 0.9.0: active'],
    ],
    [
      'a start that has turned out well',
      nothing,
      { startedWell: true },
      ['1.0.0 < 0.9.0: first-start-ok'],
    ],
    ['nothing of one that is known', { startedWell: true }, { startedWell: true, busy: ['x'] }, []],
    [
      'a download that is complete',
      { state: downloading('1.1.0') },
      { state: ready('1.1.0') },
      ['1.1.0 < 1.0.0: downloaded'],
    ],
    [
      'a download that is complete and to be installed at once',
      { state: downloading('1.1.0') },
      { state: confirming('1.1.0') },
      ['1.1.0 < 1.0.0: downloaded'],
    ],
    [
      'a download that is complete while a feed is being read',
      { state: downloading('1.1.0') },
      { state: looking('1.1.0') },
      ['1.1.0 < 1.0.0: downloaded'],
    ],
    [
      'nothing of a held release that was looked at again',
      { state: { phase: 'checking', trigger: 'timer' } },
      { state: ready('1.1.0') },
      [],
    ],
    [
      'an install that begins',
      { state: confirming('1.1.0') },
      { state: installing('1.1.0'), ...attempting('1.1.0', 'forward') },
      ['1.1.0 < 1.0.0: install-started'],
    ],
    [
      'nothing of an install that has to wait for a busy app',
      { state: confirming('1.1.0') },
      { state: installing('1.1.0') },
      [],
    ],
    [
      'nothing more of an install that goes on',
      { state: installing('1.1.0'), ...begun },
      { state: failed('check'), ...begun },
      [],
    ],
    [
      'nothing of a way back until it is walked',
      { state: downloading('0.9.0', 'back') },
      { state: installing('0.9.0', 'back'), ...attempting('0.9.0', 'back') },
      [],
    ],
    [
      'a download that fails, with stage and code',
      { state: downloading('1.1.0') },
      { state: failed('download', '1.1.0') },
      ['1.1.0 < 1.0.0: install-failed download download-wrong-digest forward'],
    ],
    [
      'an install that fails',
      { state: installing('1.1.0') },
      { state: failed('install', '1.1.0') },
      ['1.1.0 < 1.0.0: install-failed install download-wrong-digest forward'],
    ],
    [
      'a way back that fails, of the release that could not be left',
      { state: installing('0.9.0', 'back') },
      { state: failed('install', '0.9.0', 'back') },
      ['1.0.0 < 0.9.0: install-failed install download-wrong-digest back'],
    ],
    [
      'nothing of a check that fails',
      { state: { phase: 'checking', trigger: 'timer' } },
      { state: failed('check') },
      [],
    ],
    ['nothing of a target that waits', nothing, { state: available('forward', '1.1.0') }, []],
    [
      'an install after which the old version came up',
      nothing,
      attempt('1.0.0', '1.1.0', 'forward'),
      ['1.1.0 < 1.0.0: install-failed restart not-installed forward'],
    ],
    [
      'a way back after which the bad version came up, of the bad version',
      nothing,
      attempt('1.0.0', '0.9.0', 'back'),
      ['1.0.0 < 0.9.0: install-failed restart not-installed back'],
    ],
    [
      'going back, of the release that was left',
      nothing,
      pinned('1.1.0'),
      ['1.1.0 < ?: went-back 1.0.0'],
    ],
    ['nothing of a pin that is known', pinned('1.1.0'), pinned('1.1.0'), []],
    [
      'all of what comes at once',
      { state: downloading('1.1.0') },
      {
        state: installing('1.1.0'),
        ...attempting('1.1.0', 'forward'),
        reading: read(offer('1.1.0')),
        lastCheck,
      },
      ['1.1.0 < 1.0.0: offered', '1.1.0 < 1.0.0: install-started', '1.0.0 < 0.9.0: active'],
    ],
  ])('is %s', (_name, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  it('names, of a machine that went back twice, the release that it left last', () => {
    const facts = { running: '1.0.0', previous: '1.1.0' };
    expect(told({}, pinned('1.2.0'), facts)).toEqual(['1.1.0 < ?: went-back 1.0.0']);
  });
});
