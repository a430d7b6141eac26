import type { Decision, Package, Version } from '@phasegate/rollout';
import { parseVersion, release } from '@phasegate/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from './event.ts';
import { step } from './state.ts';
import type { AgentState, Step } from './state.ts';
import type { Target, VerifiedInstaller } from './target.ts';

const file: Package & { length: number; sha512: string } = {
  url: 'https://example.com/notes.AppImage',
  length: 100,
  sha512: 'A',
  arch: 'x64',
  kind: 'AppImage',
  os: undefined,
  floor: undefined,
  signature: undefined,
};
const v = (text: string): Version => parseVersion(text) as Version;
const target = (version: string, direction: Target['direction'] = 'forward'): Target => ({
  direction,
  release: release({ version: v(version), packages: [file] }),
  package: file,
});
const installer = (version: string): VerifiedInstaller =>
  ({ path: `/tmp/${version}`, version }) as unknown as VerifiedInstaller;

const context = { standing: { code: 'fine' }, items: [] } as const;
const offer = (version: string, automatic = true): Decision => {
  const { release: offered } = target(version);
  const reason = { code: 'newer-release' } as const;
  return { ...context, kind: 'offer', release: offered, package: file, automatic, reason };
};
const goBack = (version: string): Decision => ({
  ...context,
  kind: 'go-back',
  release: target(version).release,
  package: file,
  reason: { code: 'withdrawn', version: v('1.1.0'), advisory: 'a' },
});
const hold: Decision = { ...context, kind: 'hold', reason: { code: 'no-releases' } };
const decided = (decision: Decision, condemned = false): AgentEvent => ({
  kind: 'decided',
  decision,
  condemned,
});
const problem = { code: 'feed-unreachable', message: 'no network' } as const;

const ready = (version: string, direction: Target['direction'] = 'forward'): AgentState => ({
  phase: 'ready',
  target: target(version, direction),
  installer: installer(version),
  paused: false,
});
const check: AgentEvent = { kind: 'check-requested', trigger: 'timer' };
const install: AgentEvent = { kind: 'install-requested' };
const play = (state: AgentState, ...events: readonly AgentEvent[]): Step =>
  events.reduce<Step>(
    (before, event) => {
      const after = step(before.state, event);
      return { state: after.state, effects: [...before.effects, ...after.effects] };
    },
    { state, effects: [] },
  );
const kinds = ({ effects }: Step): readonly string[] => effects.map(({ kind }) => kind);

describe('an update', () => {
  it('is fetched, waits for its user, and reads the feed once more before it installs', () => {
    const fetched = play({ phase: 'idle' }, check, decided(offer('1.1.0')), {
      kind: 'downloaded',
      installer: installer('1.1.0'),
    });
    expect(fetched.state.phase).toBe('ready');
    expect(kinds(fetched)).toEqual(['check', 'download']);
    const confirming = play(fetched.state, install);
    expect(confirming.state.phase).toBe('confirming');
    expect(confirming.effects).toMatchObject([
      { kind: 'check', about: { release: { version: '1.1.0' } } },
    ]);
    const installing = play(confirming.state, decided(offer('1.1.0')));
    expect(installing.state.phase).toBe('installing');
    expect(kinds(installing)).toEqual(['install']);
  });

  it('that must be asked for waits before it is fetched', () => {
    const waiting = play({ phase: 'idle' }, check, decided(offer('2.0.0', false)));
    expect(waiting.state.phase).toBe('available');
    expect(kinds(play(waiting.state, install))).toEqual(['download']);
  });

  it('is never installed once it was withdrawn between the click and the installer', () => {
    const withdrawn = play(ready('1.1.0'), install, decided(hold, true));
    expect(withdrawn.state.phase).toBe('idle');
    expect(kinds(withdrawn)).toEqual(['check', 'discard']);
  });

  it('that is withdrawn while it waits is thrown away, and what replaces it is fetched', () => {
    const replaced = play(ready('1.1.0'), check, decided(offer('1.1.1'), true));
    expect(replaced.state).toMatchObject({
      phase: 'downloading',
      target: { release: { version: '1.1.1' } },
    });
    expect(kinds(replaced)).toEqual(['check', 'discard', 'download']);
  });

  it('that is paused while it waits stays, and installs when its user asks', () => {
    const paused = play(ready('1.1.0'), check, decided(hold));
    expect(paused.state).toMatchObject({ phase: 'ready', paused: true });
    expect(kinds(play(paused.state, install, decided(hold)))).toEqual(['check', 'install']);
  });

  it('re-issued with other bytes under the same version is fetched anew', () => {
    const reissued = offer('1.1.0');
    const other = { ...reissued, package: { ...file, sha512: 'B' } } as Decision;
    expect(kinds(play(ready('1.1.0'), check, decided(other)))).toEqual([
      'check',
      'discard',
      'download',
    ]);
  });

  it('is not installed while the feed cannot be read, and stays ready', () => {
    const offline = play(ready('1.1.0'), install, { kind: 'check-failed', problem });
    expect(offline.state).toMatchObject({ phase: 'ready', problem });
    expect(kinds(offline)).toEqual(['check']);
  });

  it('survives a failed background check', () => {
    expect(play(ready('1.1.0'), check, { kind: 'check-failed', problem }).state.phase).toBe(
      'ready',
    );
  });

  it('can be tried again after its download failed', () => {
    const failed = play({ phase: 'idle' }, check, decided(offer('1.1.0')), {
      kind: 'download-failed',
      problem,
    });
    expect(failed.state).toMatchObject({ phase: 'failed', during: 'download', problem });
    expect(kinds(play(failed.state, install))).toEqual(['download']);
  });

  it('whose installer fails leaves nothing behind that could install by itself', () => {
    const failed = play(
      { phase: 'installing', target: target('1.1.0') },
      { kind: 'install-failed', problem },
    );
    expect(failed.state).toMatchObject({ phase: 'failed', during: 'install' });
    expect(kinds(failed)).toEqual(['discard']);
  });
});

describe('going back', () => {
  it('waits for the word of its user, then fetches, looks again and installs', () => {
    const asked = play({ phase: 'idle' }, check, decided(goBack('1.0.0')));
    expect(asked.state.phase).toBe('available');
    const installing = play(
      asked.state,
      install,
      { kind: 'downloaded', installer: installer('1.0.0') },
      decided(goBack('1.0.0')),
    );
    expect(installing.state.phase).toBe('installing');
    expect(kinds(installing)).toEqual(['download', 'check', 'install']);
  });

  it('is called off when the withdrawal was lifted in the meantime', () => {
    const lifted = play(ready('1.0.0', 'back'), install, decided(hold));
    expect(lifted.state.phase).toBe('idle');
    expect(kinds(lifted)).toEqual(['check', 'discard']);
  });
});

describe('the machine', () => {
  const events = fc.constantFrom<AgentEvent>(
    check,
    install,
    decided(offer('1.1.0')),
    decided(offer('1.1.0', false)),
    decided(goBack('1.0.0')),
    decided(hold),
    decided(hold, true),
    decided(offer('1.1.0'), true),
    { kind: 'check-failed', problem },
    { kind: 'download-failed', problem },
    { kind: 'install-failed', problem },
    { kind: 'progressed', progress: { received: 1, total: 2 } },
    { kind: 'downloaded', installer: installer('1.1.0') },
  );

  it('installs only right after a fresh look at the feed that did not condemn the release', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (sequence) => {
        let state: AgentState = { phase: 'idle' };
        for (const event of sequence) {
          const before = state;
          const next = step(state, event);
          if (next.effects.some(({ kind }) => kind === 'install')) {
            expect(before.phase).toBe('confirming');
            expect(event).toMatchObject({ kind: 'decided', condemned: false });
          }
          state = next.state;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('throws away a condemned download before it does anything else', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (sequence) => {
        let state: AgentState = { phase: 'idle' };
        for (const event of sequence) {
          const holds =
            state.phase === 'confirming' ||
            (state.phase === 'checking' && state.held !== undefined);
          const next = step(state, event);
          if (holds && event.kind === 'decided' && event.condemned) {
            expect(next.effects[0]).toEqual({ kind: 'discard' });
          }
          state = next.state;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
