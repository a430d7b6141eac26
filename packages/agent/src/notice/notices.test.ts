import type { Advisory, Severity } from '@phasegate/rollout';
import { parseVersionRange } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { AgentErrorCode } from '../error.ts';
import type { Known } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { advisory, available, known, reading } from './notices.fixture.ts';
import { noticesOf } from './notices.ts';
import { SITUATIONS } from './situations.fixture.ts';
import type { Notice } from '../snapshot.ts';
import { problem, ready, target } from '../state.fixture.ts';
import type { AgentState } from '../state.ts';

const facts = factsOf('1.0.0');
const notices = (what: Partial<Known>, now = NOW): readonly Notice[] =>
  noticesOf(known(what), facts, now).map(({ notice }) => notice);

describe('a notice', () => {
  it.each(SITUATIONS)(
    'of the kind %s says what happens, and what can be done',
    (kind, what, says) => {
      const [notice, ...more] = notices(what);
      expect(more).toEqual([]);
      expect(notice).toMatchObject({ kind, severity: says.severity, title: says.title });
      expect(notice?.body).toEqual(says.body);
      expect(notice?.actions.map(({ label }) => label)).toEqual(says.buttons);
    },
  );

  it('is none when there is nothing to say', () => {
    expect(notices({})).toEqual([]);
    expect(notices({ reading: reading('fine') })).toEqual([]);
    const silent = {
      phase: 'downloading',
      target: target('1.1.0'),
      watched: false,
      thenInstall: false,
    } as const;
    expect(notices({ state: silent })).toEqual([]);
  });

  it('stays the same while a check is under way', () => {
    const held = { target: target('1.1.0'), installer: undefined as never, paused: false };
    const checking = { phase: 'checking', trigger: 'timer' } as const;
    expect(notices({ state: { ...checking, held } })).toEqual(notices({ state: ready('1.1.0') }));
    const back = reading('withdrawn', advisory());
    expect(
      notices({ state: { ...checking, offered: target('0.9.0', 'back') }, reading: back }),
    ).toEqual(notices({ state: available('back', '0.9.0'), reading: back }));
  });

  it('is one on one thing: what could not be installed is not also ready', () => {
    expect(notices({ state: { ...ready('1.1.0'), problem } as AgentState })).toMatchObject([
      { kind: 'update-failed' },
    ]);
    const missedAttempt = { from: v('1.0.0'), to: v('1.1.0'), direction: 'forward' } as const;
    expect(notices({ state: ready('1.1.0'), missedAttempt })).toMatchObject([
      { kind: 'update-ready' },
    ]);
  });

  it('of the publisher without any words is none', () => {
    expect(notices({ reading: reading('fine', advisory({ kind: 'notice', texts: [] })) })).toEqual(
      [],
    );
  });

  it('of the publisher about other versions, systems or times is none', () => {
    for (const other of [
      { versions: parseVersionRange('2.x') },
      { platforms: ['macos'] },
      { expires: NOW },
    ]) {
      const one = advisory({ kind: 'notice', ...other });
      expect(notices({ reading: reading('fine', one) })).toEqual([]);
    }
  });
});

describe('several notices', () => {
  const all: Partial<Known> = {
    state: available('back', '0.9.0'),
    answer: { kind: 'could-not-check', problem },
    memory: { ...EMPTY_MEMORY, wentBackFrom: v('1.1.0') },
    reading: reading(
      'withdrawn',
      advisory({ severity: 'low' }),
      advisory({ id: 'n1', kind: 'notice', severity: 'critical' }),
      advisory({ id: 'n2', kind: 'notice', severity: 'high', versions: undefined }),
    ),
  };

  it('stand worst first; among equals an answer comes before what can wait', () => {
    expect(notices(all).map(({ id }) => id)).toEqual([
      'announcement:1.0.0:n1',
      'announcement:1.0.0:n2',
      'check-failed:1.0.0',
      'went-back:1.1.0',
      'withdrawn:1.0.0:a',
    ]);
  });

  it('make room for each other: one that was dismissed does not hide the next', () => {
    const life = { severity: 'critical', shownAt: NOW, snoozes: 0, acknowledged: true } as const;
    const memory = { ...EMPTY_MEMORY, notices: { 'announcement:1.0.0:n1': life } };
    expect(notices({ ...all, memory })[0]?.id).toBe('announcement:1.0.0:n2');
  });
});

describe('a notice that was put aside', () => {
  const withdrawn = (facts_: Partial<Advisory> = {}): Partial<Known> => ({
    reading: reading('withdrawn', advisory(facts_)),
  });
  const aside = (until: number, severity: Severity = 'high'): Partial<Known> => {
    const life = { severity, shownAt: NOW, snoozes: 1, asideAt: NOW, until };
    return { memory: { ...EMPTY_MEMORY, notices: { 'withdrawn:1.0.0:a': life } } };
  };

  it('comes back at its time', () => {
    expect(notices({ ...withdrawn(), ...aside(NOW + 1) })).toEqual([]);
    expect(notices({ ...withdrawn(), ...aside(NOW) })).toHaveLength(1);
  });

  it('comes back at once when the publisher revises its words, or when it became worse', () => {
    expect(notices({ ...withdrawn({ revision: 2 }), ...aside(NOW + 1) })).toMatchObject([
      { id: 'withdrawn:1.0.0:a:2' },
    ]);
    expect(notices({ ...withdrawn({ severity: 'critical' }), ...aside(NOW + 1) })).toHaveLength(1);
  });

  it('comes back at once when the clock runs back behind the last time it was seen', () => {
    const { memory } = aside(NOW + 3_600_000);
    const seen = { ...EMPTY_MEMORY, ...memory, seenAt: NOW + 7_200_000 };
    expect(notices({ ...withdrawn(), memory: seen })).toHaveLength(1);
  });
});

describe('an app that is busy', () => {
  const high = reading('withdrawn', advisory());
  const busy = ['exporting'];

  it('is not disturbed by a notice that would take the focus; another one may be shown meanwhile', () => {
    expect(notices({ reading: high, busy })).toEqual([]);
    const memory = { ...EMPTY_MEMORY, wentBackFrom: v('1.1.0') };
    expect(notices({ reading: high, memory, busy })).toMatchObject([{ kind: 'went-back' }]);
    const medium = reading('withdrawn', advisory({ severity: 'medium' }));
    expect(notices({ reading: medium, busy })).toHaveLength(1);
  });

  it('shows what its user has just brought back', () => {
    const life = { severity: 'high', shownAt: NOW, snoozes: 1, broughtBack: true } as const;
    const memory = { ...EMPTY_MEMORY, notices: { 'withdrawn:1.0.0:a': life } };
    expect(notices({ reading: high, memory, busy })).toHaveLength(1);
  });

  it('still answers its user, and shows the progress that they asked for', () => {
    const answer = { kind: 'could-not-check', problem } as const;
    expect(notices({ reading: high, answer, busy })).toMatchObject([{ kind: 'check-failed' }]);
    const state: AgentState = {
      phase: 'downloading',
      target: target('1.1.0'),
      watched: true,
      thenInstall: false,
    };
    expect(notices({ reading: high, state, busy })).toMatchObject([
      { kind: 'updating', severity: 'high' },
    ]);
  });
});

describe('a notice on older word', () => {
  const offline = 'There is no connection just now, so this is the last word from the publisher.';
  const failedCheck = (code: AgentErrorCode): Partial<Known> => ({
    lastCheck: { at: '', outcome: 'failed', code, reason: '', items: [] },
  });
  const last = (what: Partial<Known>): string | undefined => notices(what)[0]?.body.at(-1);

  it('says so after a check that found no network, and only then', () => {
    const withdrawn = { reading: reading('withdrawn', advisory()) };
    expect(last({ ...withdrawn, ...failedCheck('feed-unreachable') })).toBe(offline);
    expect(last({ ...withdrawn, ...failedCheck('feed-bad-status') })).not.toBe(offline);
    expect(last(withdrawn)).not.toBe(offline);
    const word = { reading: reading('fine', advisory({ kind: 'notice' })) };
    expect(last({ ...word, ...failedCheck('feed-unreachable') })).toBe(offline);
  });
});

describe('a version that starts badly', () => {
  it('makes way for the progress, and the failure, of what its user chose', () => {
    const read = { reading: reading('crashing') };
    const back = target('0.9.0', 'back');
    const state = { phase: 'downloading', target: back, watched: true, thenInstall: true } as const;
    expect(notices({ ...read, state })[0]?.kind).toBe('updating');
    const failed = { phase: 'failed', during: 'download', problem, target: back } as const;
    expect(notices({ ...read, state: failed })[0]?.kind).toBe('update-failed');
    expect(notices({ ...read, state: available('back', '0.9.0') })[0]?.kind).toBe('crashing');
  });
});

describe('data at risk', () => {
  const buttons = (what: Partial<Known>): readonly string[] | undefined =>
    notices(what)[0]?.actions.map(({ kind }) => kind);
  const state = available('back', '0.9.0');

  it.each([
    ['withdrawn', 'critical', 'safe', ['go-back', 'stay', 'later']],
    ['withdrawn', 'critical', 'at-risk', ['go-back']],
    ['withdrawn', 'high', 'at-risk', ['go-back', 'later']],
    ['blocked', 'medium', 'at-risk', ['go-back']],
    ['blocked', 'medium', 'back-up-first', ['go-back', 'stay', 'later']],
  ] as const)('%s and %s, data %s: %j', (code, severity, data, kinds) => {
    expect(buttons({ state, reading: reading(code, advisory({ severity, data })) })).toEqual(kinds);
  });

  it('hold nobody up where there is nothing to install', () => {
    const one = advisory({ severity: 'critical', data: 'at-risk' });
    expect(buttons({ reading: reading('blocked', one) })).toEqual(['later']);
  });
});
