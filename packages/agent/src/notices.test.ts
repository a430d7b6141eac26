import type { Advisory, Severity } from '@phasegate/rollout';
import { parseVersionRange } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from './agent.fixture.ts';
import type { Known, Reading } from './known.ts';
import { EMPTY_MEMORY } from './memory.ts';
import { noticesOf } from './notices.ts';
import type { Notice, NoticeKind } from './snapshot.ts';
import { problem, ready, target } from './state.fixture.ts';
import type { AgentState } from './state.ts';

const facts = factsOf('1.0.0');
const advisory = (facts_: Partial<Advisory> = {}): Advisory => ({
  id: 'a',
  revision: 1,
  kind: 'withdrawn',
  severity: 'high',
  versions: parseVersionRange('1.0.0'),
  data: 'safe',
  issued: undefined,
  expires: undefined,
  deadline: undefined,
  supersedes: undefined,
  resolves: undefined,
  platforms: undefined,
  archs: undefined,
  texts: [
    {
      language: 'en',
      issue: 'It can close',
      impact: undefined,
      instruction: undefined,
      timeline: undefined,
    },
  ],
  action: undefined,
  links: [],
  ...facts_,
});
const known = (what: Partial<Known>): Known => ({
  state: { phase: 'idle' },
  memory: EMPTY_MEMORY,
  reading: undefined,
  lastCheck: undefined,
  missedAttempt: undefined,
  answer: undefined,
  ...what,
});
/** The feed says these words, and this is how the installed version stands. */
const reading = (
  code: 'fine' | 'withdrawn' | 'blocked',
  ...advisories: readonly Advisory[]
): Reading =>
  ({
    decision: { standing: code === 'fine' ? { code } : { code, advisory: advisories[0] } },
    feed: { advisories },
  }) as unknown as Reading;
const notices = (what: Partial<Known>, now = NOW): readonly Notice[] =>
  noticesOf(known(what), facts, now).map(({ notice }) => notice);
const available = (direction: 'forward' | 'back', version: string): AgentState => ({
  phase: 'available',
  target: target(version, direction),
});

const SITUATIONS: readonly (readonly [
  NoticeKind,
  Partial<Known>,
  { severity: Severity; title: string; body: readonly string[]; buttons: readonly string[] },
])[] = [
  [
    'update-ready',
    { state: ready('1.1.0') },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 is ready to install',
      body: [
        'You have 1.0.0. Your data and settings stay as they are.',
        'It takes one restart. If you do nothing, 1.0.0 keeps running.',
      ],
      buttons: ['Restart and update to 1.1.0', 'Later'],
    },
  ],
  [
    'update-available',
    { state: available('forward', '2.0.0') },
    {
      severity: 'medium',
      title: 'Notes 2.0.0 is available',
      body: ['You have 1.0.0. It is installed only when you ask for it.'],
      buttons: ['Update to 2.0.0', 'Later'],
    },
  ],
  [
    'updating',
    { state: { phase: 'installing', target: target('1.1.0') } },
    {
      severity: 'medium',
      title: 'Getting Notes 1.1.0',
      body: ['You can go on working in 1.0.0 until it restarts.'],
      buttons: [],
    },
  ],
  [
    'withdrawn',
    { state: available('back', '0.9.0'), reading: reading('withdrawn', advisory()) },
    {
      severity: 'high',
      title: 'Notes 1.0.0 was withdrawn',
      body: [
        'It can close',
        'You can go back to 0.9.0.',
        'Your data are safe.',
        'If you do nothing, Notes 1.0.0 keeps running.',
      ],
      buttons: ['Go back to 0.9.0', 'Later'],
    },
  ],
  [
    'withdrawn',
    { state: ready('1.1.0'), reading: reading('withdrawn', advisory({ data: 'at-risk' })) },
    {
      severity: 'high',
      title: 'Notes 1.1.0 replaces 1.0.0',
      body: [
        'It can close',
        'Version 1.0.0 was withdrawn by its publisher.',
        'Your data may be at risk in this version.',
        'If you do nothing, Notes 1.0.0 keeps running.',
      ],
      buttons: ['Restart and update to 1.1.0', 'Later'],
    },
  ],
  [
    'blocked',
    { reading: reading('blocked') },
    {
      severity: 'medium',
      title: 'Notes 1.0.0 was blocked',
      body: [
        'There is no other version to install yet. You will be told as soon as there is one.',
        'If you do nothing, Notes 1.0.0 keeps running.',
      ],
      buttons: ['Later'],
    },
  ],
  [
    'went-back',
    { memory: { ...EMPTY_MEMORY, wentBackFrom: v('1.1.0') } },
    {
      severity: 'medium',
      title: 'You are back on Notes 1.0.0',
      body: ['Version 1.1.0 will not be offered again. The next fixed version will.'],
      buttons: ['OK'],
    },
  ],
  [
    'update-failed',
    { state: { phase: 'failed', during: 'download', problem, target: target('1.1.0') } },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 could not be installed',
      body: ['You still have 1.0.0, and it works as before.', 'What happened: no network.'],
      buttons: ['Try again', 'Later'],
    },
  ],
  [
    'update-failed',
    { missedAttempt: { from: v('1.0.0'), to: v('1.1.0'), direction: 'forward' } },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 could not be installed',
      body: ['You still have 1.0.0, and it works as before.'],
      buttons: ['OK'],
    },
  ],
  [
    'paused',
    { state: { ...ready('1.1.0'), paused: true } as AgentState },
    {
      severity: 'low',
      title: 'Notes 1.1.0 is on hold',
      body: ['Its publisher has paused it. You can keep 1.0.0, or install 1.1.0 all the same.'],
      buttons: ['Restart and update to 1.1.0', 'Later'],
    },
  ],
  [
    'announcement',
    { reading: reading('fine', advisory({ kind: 'notice', severity: 'low' })) },
    { severity: 'low', title: 'About Notes 1.0.0', body: ['It can close'], buttons: ['OK'] },
  ],
  [
    'up-to-date',
    { answer: { kind: 'up-to-date' } },
    {
      severity: 'medium',
      title: 'Notes 1.0.0 is the newest version for you',
      body: ['There is nothing to install.'],
      buttons: ['OK'],
    },
  ],
  [
    'check-failed',
    { answer: { kind: 'could-not-check', problem } },
    {
      severity: 'medium',
      title: 'Notes could not look for updates',
      body: [
        'You still have 1.0.0, and it works as before. It will look again later.',
        'What happened: no network.',
      ],
      buttons: ['OK'],
    },
  ],
];

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
