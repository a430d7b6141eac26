import type { Advisory, Severity } from '@phasegate/rollout';
import { parseVersionRange } from '@phasegate/rollout';
import { v } from './agent.fixture.ts';
import type { Known, Reading } from './known.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { NoticeKind } from './snapshot.ts';
import { problem, ready, target } from './state.fixture.ts';
import type { AgentState } from './state.ts';

export const advisory = (facts_: Partial<Advisory> = {}): Advisory => ({
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
export const known = (what: Partial<Known>): Known => ({
  state: { phase: 'idle' },
  memory: EMPTY_MEMORY,
  root: undefined,
  reading: undefined,
  lastCheck: undefined,
  missedAttempt: undefined,
  answer: undefined,
  busy: [],
  timing: { failures: 0, failedDownloads: 0, nextCheckAt: undefined },
  bypassed: undefined,
  startedWell: false,
  ...what,
});
/** The feed says these words, and this is how the installed version stands. */
export const reading = (
  code: 'fine' | 'withdrawn' | 'blocked',
  ...advisories: readonly Advisory[]
): Reading =>
  ({
    decision: { standing: code === 'fine' ? { code } : { code, advisory: advisories[0] } },
    feed: { advisories },
  }) as unknown as Reading;
export const available = (direction: 'forward' | 'back', version: string): AgentState => ({
  phase: 'available',
  target: target(version, direction),
});

/** Each situation, and what is said in it on 1.0.0. */
export const SITUATIONS: readonly (readonly [
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
