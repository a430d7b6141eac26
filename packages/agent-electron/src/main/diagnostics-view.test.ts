import type { AgentSnapshot, Diagnostics } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import type { DiagnosticsView } from '../shared/diagnostics-view.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import { diagnosticsView, redactView } from './diagnostics-view.ts';
import { redactor } from './redact.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

const diagnostics: Diagnostics = {
  machine: { idPrefix: '3fe3053e', source: 'forced' },
  platform: 'linux',
  arch: 'x64',
  bucket: 7,
  feed: 'stable-rollout-10%',
  feedUrl: 'https://example.github.io/notes/updates/linux/stable-rollout-10%25/appcast.xml',
  trust: 'signed',
  rootVersion: 3,
  lastCheck: {
    at: '2026-11-23T11:59:00.000Z',
    outcome: 'failed',
    code: 'feed-stale',
    reason: 'the feed expired at 2026-11-23T11:58:00Z',
    items: [{ version: '1.1.0', outcome: { code: 'offered' }, why: 'offered' }] as never,
  },
  wentBackFrom: '1.0.9',
  nextCheck: '2026-11-23T15:59:30.000Z',
  putAside: [
    { id: 'update-ready:1.1.0', until: '2026-11-24T11:00:00.000Z' },
    { id: 'announcement:1.0.0:a', until: undefined },
  ],
  loosened: ['allowOverrides'],
  overrides: ['bucket=7'],
};

const snapshot: AgentSnapshot = {
  app: 'com.example.notes',
  version: '1.0.0',
  phase: 'failed',
  target: '1.1.0',
  progress: undefined,
  problem: { code: 'feed-stale', message: 'the feed expired' },
  notice: undefined,
  menu: { kind: 'check', label: 'Check for updates…' },
  standing: { code: 'fine' },
  busy: ['exporting'],
  diagnostics,
};

const view = (what: Partial<AgentSnapshot> | undefined, now = NOON): DiagnosticsView =>
  diagnosticsView({
    appName: 'Notes',
    appVersion: '1.0.0',
    snapshot: what === undefined ? undefined : { ...snapshot, ...what },
    system: '6.1.0, Electron 25.9.8',
    log: ['2026-11-23T12:00:00.000Z info  begun'],
    scheduleNow: now,
  });

const text = (what: Partial<AgentSnapshot> | undefined, now?: number): string =>
  diagnosticsText(view(what, now), new Date(NOON));

describe('diagnostics as text', () => {
  it('hold everything that explains what this machine does', () => {
    expect(text({})).toBe(`Notes 1.0.0: update diagnostics
made 2026-11-23T12:00:00.000Z

The agent is failed, with 1.1.0. Problem: the feed expired [feed-stale]. The app is busy: exporting.

Loosened and overridden
  Loosened switches   allowOverrides
  Overrides in force  bucket=7

This machine
  Bucket   7 of 0–99 (forced)
  Machine  3fe3053e… (the first digits of the id’s hash)
  System   linux x64, 6.1.0, Electron 25.9.8

Feed and trust
  Feed   stable-rollout-10% (https://example.github.io/notes/updates/linux/stable-rollout-10%25/appcast.xml)
  Trust  signed
  Root   version 3

Last check
  Checked         2026-11-23T11:59:00.000Z
  Outcome         failed [feed-stale]
  Reason          the feed expired at 2026-11-23T11:58:00Z
  Went back from  1.0.9
    1.1.0  offered  offered

Schedule and notices put aside
  Next check  2026-11-23T15:59:30.000Z (in 3 h 59 min)
  Put aside   update-ready:1.1.0 (until 2026-11-24T11:00:00.000Z, in 23 h)
  Put aside   announcement:1.0.0:a (for good)

Log
  2026-11-23T12:00:00.000Z info  begun
`);
  });

  it('say how the installed version stands, where it does not stand well', () => {
    expect(view({ standing: { code: 'crashing', starts: 3 } }).summary).toContain(
      '1.0.0 is crashing.',
    );
    expect(view({}).summary).not.toContain('is fine');
  });

  it('warn where anything is loosened, forced, unsigned or failed, and nowhere else', () => {
    const warned = (what: Partial<Diagnostics>): readonly string[] =>
      view({ diagnostics: { ...diagnostics, ...what } }).parts.flatMap(({ facts }) =>
        facts.filter(({ warns }) => warns === true).map(({ name }) => name),
      );
    expect(warned({})).toEqual(['Loosened switches', 'Overrides in force', 'Outcome']);
    const quiet = { loosened: [], overrides: [], lastCheck: undefined };
    expect(warned(quiet)).toEqual([]);
    expect(warned({ ...quiet, trust: 'unsigned' })).toEqual(['Trust']);
  });

  it('say by which clock the schedule goes where it is not the machine’s', () => {
    const scaled = { ...diagnostics, overrides: ['time-scale=8640'] };
    const later = text({ diagnostics: scaled }, Date.parse('2026-11-23T15:59:00Z'));
    expect(later).toContain('Next check  2026-11-23T15:59:30.000Z (in 30 s)');
    expect(later).toContain(
      'Its clock   2026-11-23T15:59:00.000Z (runs by the override time-scale=8640)',
    );
    expect(text({}, Date.parse('2027-01-01T00:00:00Z'))).toContain('(due)');
  });

  it('have the log also where nothing runs', () => {
    expect(text(undefined)).toContain('Updates are not running');
    expect(text(undefined)).toContain('info  begun');
  });

  it('hold no home folder and no token, wherever they come from', () => {
    const message = 'ENOSPC: /home/ann/.cache/x from https://cdn.example.com/a?token=abc';
    const shown = view({
      problem: { code: 'disk-failed', message },
      diagnostics: {
        ...diagnostics,
        feedUrl: 'https://u:p@example.com/x',
        lastCheck: {
          at: '',
          outcome: 'failed',
          reason: message,
          items: [{ version: '1.0.0', outcome: { code: 'offered' }, why: message }] as never,
        },
      },
    });
    const left = JSON.stringify(redactView(shown, redactor('/home/ann')));
    expect(left).not.toMatch(/home|ann\b|token|u:p/);
    expect(left).toContain('ENOSPC: ~/.cache/x');
  });
});
