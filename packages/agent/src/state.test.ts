import type { Decision } from '@phasegate/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from './event.ts';
import {
  check,
  decided,
  file,
  goBack,
  hold,
  install,
  installer,
  kinds,
  offer,
  play,
  problem,
  ready,
  target,
} from './state.fixture.ts';
import { step } from './state.ts';
import type { AgentState } from './state.ts';

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

  it('that is paused stays so when its install has to wait for an app that is busy', () => {
    const paused = play(ready('1.1.0'), check, decided(hold));
    const { state, effects } = play(paused.state, install, decided(hold));
    const postponed = effects.flatMap((effect) =>
      effect.kind === 'install'
        ? [step(state, { kind: 'install-postponed', held: effect.held }).state]
        : [],
    );
    expect(postponed).toMatchObject([{ phase: 'ready', paused: true }]);
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
    { kind: 'suspend-requested' },
    { kind: 'resume-requested' },
    { kind: 'cancel-requested' },
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
          if (state.phase === 'downloading' && event.kind === 'decided' && event.condemned) {
            expect(next.effects.slice(0, 2)).toEqual([{ kind: 'call-off' }, { kind: 'discard' }]);
          }
          state = next.state;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
