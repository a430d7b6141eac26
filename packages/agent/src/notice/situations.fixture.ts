import type { Severity } from '@phasegate/rollout';
import { v } from '../agent.fixture.ts';
import type { Known } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { advisory, available, reading } from './notices.fixture.ts';
import type { NoticeKind } from '../snapshot.ts';
import { problem, ready, target } from '../state.fixture.ts';
import type { AgentState } from '../state.ts';

/** This user was told that 1.0.0 was withdrawn. */
const SEEN = {
  'withdrawn:1.0.0:a': { severity: 'high', shownAt: 0, snoozes: 0 },
} as const;
const KEPT = 'Your data and settings stay as they are.';
const UNTOUCHED = 'Your data and settings were not touched.';
const STAYS = 'If you do nothing, Notes 1.0.0 keeps running.';
const NOTHING = 'You need not do anything.';
const LOOKS_AGAIN = 'You need not do anything: Notes looks again by itself.';
const NO_WAY =
  'There is no other version to install yet. You will be told as soon as there is one.';

/** What is said in a situation. */
export interface Said {
  readonly severity: Severity;
  readonly title: string;
  readonly body: readonly string[];
  readonly buttons: readonly string[];
}

/** Each situation, and what is said in it on 1.0.0. */
export const SITUATIONS: readonly (readonly [NoticeKind, Partial<Known>, Said])[] = [
  [
    'update-ready',
    { state: ready('1.1.0') },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 is ready to install',
      body: ['You have 1.0.0. Installing 1.1.0 takes one restart.', KEPT, STAYS],
      buttons: [
        'Restart and update to 1.1.0',
        'Install 1.1.0 when I quit',
        'Choose a time…',
        'Later',
      ],
    },
  ],
  [
    'update-available',
    { state: available('forward', '2.0.0') },
    {
      severity: 'medium',
      title: 'Notes 2.0.0 is available',
      body: ['You have 1.0.0. 2.0.0 is installed only when you ask for it.', KEPT, STAYS],
      buttons: ['Update to 2.0.0', 'Later'],
    },
  ],
  [
    'updating',
    { state: { phase: 'installing', target: target('1.1.0') } },
    {
      severity: 'medium',
      title: 'Getting Notes 1.1.0',
      body: ['You can go on working in 1.0.0 until it restarts.', KEPT, NOTHING],
      buttons: [],
    },
  ],
  [
    'updating',
    {
      state: { phase: 'downloading', target: target('1.1.0'), watched: true, thenInstall: false },
    },
    {
      severity: 'medium',
      title: 'Getting Notes 1.1.0',
      body: [
        'You can go on working in 1.0.0. You will be asked before 1.1.0 is installed.',
        KEPT,
        NOTHING,
      ],
      buttons: ['Pause the download', 'Cancel the download'],
    },
  ],
  [
    'withdrawn',
    { state: available('back', '0.9.0'), reading: reading('withdrawn', advisory()) },
    {
      severity: 'high',
      title: 'Notes 1.0.0 was withdrawn',
      body: ['It can close', 'You can go back to 0.9.0.', 'Your data are safe.', STAYS],
      buttons: ['Go back to 0.9.0', 'Keep using 1.0.0', 'Later'],
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
        'You have 1.0.0, which was withdrawn by its publisher. 1.1.0 takes its place.',
        'Your data may be at risk in this version.',
        STAYS,
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
        'You should not go on using 1.0.0.',
        NO_WAY,
        'Its publisher has not said whether your data are affected.',
        STAYS,
      ],
      buttons: ['Keep using 1.0.0', 'Later'],
    },
  ],
  [
    'blocked',
    {
      state: available('back', '0.9.0'),
      reading: reading('blocked', advisory({ kind: 'blocked', data: 'at-risk' })),
    },
    {
      severity: 'high',
      title: 'Notes 1.0.0 was blocked',
      body: [
        'It can close',
        'You should not go on using 1.0.0.',
        'You can go back to 0.9.0.',
        'Your data may be at risk in this version.',
        STAYS,
      ],
      buttons: ['Go back to 0.9.0'],
    },
  ],
  [
    'went-back',
    { memory: { ...EMPTY_MEMORY, wentBackFrom: v('1.1.0') } },
    {
      severity: 'medium',
      title: 'You are back on Notes 1.0.0',
      body: [
        'Version 1.1.0 will not be offered again. The next fixed version will.',
        UNTOUCHED,
        NOTHING,
      ],
      buttons: ['OK'],
    },
  ],
  [
    'resolved',
    { memory: { ...EMPTY_MEMORY, notices: SEEN }, reading: reading('fine') },
    {
      severity: 'medium',
      title: 'Notes 1.0.0 is in order again',
      body: ['Its publisher has lifted the warning about 1.0.0.', UNTOUCHED, NOTHING],
      buttons: ['OK'],
    },
  ],
  [
    'update-failed',
    { state: { phase: 'failed', during: 'download', problem, target: target('1.1.0') } },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 could not be installed',
      body: [
        'You still have 1.0.0, and it works as before.',
        'What happened: there was no connection.',
        UNTOUCHED,
        STAYS,
      ],
      buttons: ['Try again', 'Later'],
    },
  ],
  [
    'update-failed',
    {
      state: {
        phase: 'failed',
        during: 'download',
        problem: { code: 'disk-full', message: 'disk full' },
        target: target('1.1.0'),
      },
    },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 could not be installed',
      body: [
        'You still have 1.0.0, and it works as before.',
        'What happened: there is not enough room on the disk. 100 bytes are needed for the download.',
        UNTOUCHED,
        STAYS,
      ],
      buttons: ['Try again', 'Later'],
    },
  ],
  [
    'update-failed',
    { missedAttempt: { from: v('1.0.0'), to: v('1.1.0'), direction: 'forward' } },
    {
      severity: 'medium',
      title: 'Notes 1.1.0 could not be installed',
      body: ['You still have 1.0.0, and it works as before.', UNTOUCHED, STAYS],
      buttons: ['OK'],
    },
  ],
  [
    'paused',
    { state: { ...ready('1.1.0'), paused: true } as AgentState },
    {
      severity: 'low',
      title: 'Notes 1.1.0 is on hold',
      body: [
        'Its publisher has paused it. You can keep 1.0.0, or install 1.1.0 all the same.',
        KEPT,
        STAYS,
      ],
      buttons: ['Restart and update to 1.1.0', 'Later'],
    },
  ],
  [
    'announcement',
    { reading: reading('fine', advisory({ kind: 'notice', severity: 'low' })) },
    {
      severity: 'low',
      title: 'About Notes 1.0.0',
      body: ['It can close', 'Your data are safe.'],
      buttons: ['OK'],
    },
  ],
  [
    'up-to-date',
    { answer: { kind: 'up-to-date' } },
    {
      severity: 'medium',
      title: 'Notes 1.0.0 is the newest version for you',
      body: ['There is nothing to install.', UNTOUCHED, LOOKS_AGAIN],
      buttons: ['OK'],
    },
  ],
  [
    'up-to-date',
    { answer: { kind: 'called-off', version: v('1.1.0') } },
    {
      severity: 'medium',
      title: 'Notes 1.0.0 is the newest version for you',
      body: [
        'Version 1.1.0 was withdrawn by its publisher before it was installed. You keep 1.0.0.',
        UNTOUCHED,
        LOOKS_AGAIN,
      ],
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
        'You still have 1.0.0, and it works as before.',
        'What happened: there was no connection.',
        UNTOUCHED,
        LOOKS_AGAIN,
      ],
      buttons: ['OK'],
    },
  ],
];
