import type { Advisory } from '@phasegate/rollout';
import { parseVersionRange } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from './agent.fixture.ts';
import type { Known } from './known.ts';
import { EMPTY_MEMORY } from './memory.ts';
import { advisory, available, known, reading, SITUATIONS } from './notices.fixture.ts';
import { noticesOf } from './notices.ts';
import type { Notice } from './snapshot.ts';
import { problem, ready, target } from './state.fixture.ts';
import type { AgentState } from './state.ts';

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

  it.each(SITUATIONS)('of the kind %s keeps to the rules of the copy', (_kind, what) => {
    for (const { title, body, actions } of notices(what)) {
      const words = [title, ...body, ...actions.map(({ label }) => label)].join(' ');
      expect(words).not.toMatch(/recall|downgrade|fatal|!|undefined/i);
      expect(title.length).toBeLessThanOrEqual(80);
    }
  });

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
    const snoozed = { 'announcement:1.0.0:n1': Number.MAX_SAFE_INTEGER };
    const memory = { ...EMPTY_MEMORY, snoozed };
    expect(notices({ ...all, memory })[0]?.id).toBe('announcement:1.0.0:n2');
  });
});

describe('a notice that was put aside', () => {
  const withdrawn = (facts_: Partial<Advisory> = {}): Partial<Known> => ({
    reading: reading('withdrawn', advisory(facts_)),
  });
  const aside = (until: number): Partial<Known> => ({
    memory: { ...EMPTY_MEMORY, snoozed: { 'withdrawn:1.0.0:a': until } },
  });

  it('comes back at its time', () => {
    expect(notices({ ...withdrawn(), ...aside(NOW + 1) })).toEqual([]);
    expect(notices({ ...withdrawn(), ...aside(NOW) })).toHaveLength(1);
  });

  it('comes back at once when the publisher revises its words, or when it became worse', () => {
    expect(notices({ ...withdrawn({ revision: 2 }), ...aside(NOW + 1) })).toMatchObject([
      { id: 'withdrawn:1.0.0:a:2' },
    ]);
    const forGood = aside(Number.MAX_SAFE_INTEGER);
    expect(notices({ ...withdrawn({ severity: 'low' }), ...forGood })).toEqual([]);
    expect(notices({ ...withdrawn({ severity: 'critical' }), ...forGood })).toHaveLength(1);
  });
});
