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

describe('a check', () => {
  const byUser: AgentEvent = { kind: 'check-requested', trigger: 'user' };

  it('under way by the timer becomes the check of a user who asks meanwhile', () => {
    const joined = play({ phase: 'idle' }, check, byUser);
    expect(joined.state).toEqual({ phase: 'checking', trigger: 'user' });
    expect(kinds(joined)).toEqual(['check']);
    expect(play(joined.state, check).state).toEqual(joined.state);
  });

  it('of a user makes the download that follows, or is under way already, one that they see', () => {
    const asked = play({ phase: 'idle' }, byUser, decided(offer('1.1.0')));
    expect(asked.state).toMatchObject({ phase: 'downloading', watched: true, thenInstall: false });
    const silent = play({ phase: 'idle' }, check, decided(offer('1.1.0')));
    expect(silent.state).toMatchObject({ phase: 'downloading', watched: false });
    expect(play(silent.state, byUser).state).toMatchObject({ watched: true, thenInstall: false });
  });

  it('that fails leaves what was available available', () => {
    const waiting = play({ phase: 'idle' }, check, decided(goBack('1.0.0'))).state;
    const offline = play(waiting, check, { kind: 'check-failed', problem });
    expect(offline.state).toEqual(waiting);
    expect(kinds(offline)).toEqual(['check']);
  });

  it('that fails leaves a failed download to be tried again', () => {
    const failed = play({ phase: 'idle' }, check, decided(offer('1.1.0')), {
      kind: 'download-failed',
      problem,
    }).state;
    const offline = play(failed, check, { kind: 'check-failed', problem });
    expect(kinds(play(offline.state, install))).toEqual(['download']);
  });
});

describe('a click during a background check', () => {
  it('installs what is ready once that very check has not condemned it', () => {
    const clicked = play(ready('1.1.0'), check, install);
    expect(clicked.state.phase).toBe('confirming');
    expect(kinds(clicked)).toEqual(['check']);
    expect(kinds(play(clicked.state, decided(offer('1.1.0'))))).toEqual(['install']);
    expect(kinds(play(clicked.state, decided(hold, true)))).toEqual(['discard']);
  });

  it('fetches what was available when the check still leads there, or could not be made', () => {
    const waiting = play({ phase: 'idle' }, check, decided(goBack('1.0.0'))).state;
    const clicked = play(waiting, check, install).state;
    const wanted = { phase: 'downloading', thenInstall: true, target: { direction: 'back' } };
    expect(play(clicked, decided(goBack('1.0.0'))).state).toMatchObject(wanted);
    expect(play(clicked, { kind: 'check-failed', problem }).state).toMatchObject(wanted);
  });

  it('is no consent to another release than the one that was shown', () => {
    const waiting = play({ phase: 'idle' }, check, decided(goBack('1.0.0'))).state;
    const clicked = play(waiting, check, install).state;
    expect(play(clicked, decided(goBack('0.9.0'))).state.phase).toBe('available');
    expect(play(clicked, decided(offer('1.1.1'))).state).toMatchObject({
      phase: 'downloading',
      thenInstall: false,
    });
  });
});

describe('a start', () => {
  const recalled = (decision: Decision): AgentEvent => ({ kind: 'recalled', decision });
  const condemned = { code: 'withdrawn', advisory: undefined } as const;

  it('has the way out of a condemned version at hand, and fetches nothing by itself', () => {
    const back = { ...goBack('1.0.0'), standing: condemned };
    const started = play({ phase: 'idle' }, recalled(back));
    expect(started).toMatchObject({ state: { phase: 'available' }, effects: [] });
    const out = { ...offer('1.1.1'), standing: condemned };
    expect(play({ phase: 'idle' }, recalled(out))).toMatchObject({
      state: { phase: 'available', target: { direction: 'forward' } },
      effects: [],
    });
  });

  it('waits for its first check where the version is fine or there is no way out', () => {
    expect(play({ phase: 'idle' }, recalled(offer('1.1.0'))).state).toEqual({ phase: 'idle' });
    expect(play({ phase: 'idle' }, recalled({ ...hold, standing: condemned })).state).toEqual({
      phase: 'idle',
    });
  });

  it('that is recalled late changes nothing that is under way', () => {
    const checking = play({ phase: 'idle' }, check).state;
    expect(play(checking, recalled({ ...goBack('1.0.0'), standing: condemned })).state).toBe(
      checking,
    );
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
    {
      kind: 'recalled',
      decision: { ...goBack('1.0.0'), standing: { code: 'withdrawn', advisory: undefined } },
    },
    { kind: 'check-requested', trigger: 'user' },
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

  it('never begins a check while one is unanswered: an old answer must not confirm an install', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (sequence) => {
        let state: AgentState = { phase: 'idle' };
        let open = 0;
        for (const event of sequence) {
          const answered = event.kind === 'decided' || event.kind === 'check-failed';
          if (answered && open === 0) {
            continue;
          }
          open -= answered ? 1 : 0;
          const next = step(state, event);
          open += next.effects.filter(({ kind }) => kind === 'check').length;
          expect(open).toBeLessThanOrEqual(1);
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
