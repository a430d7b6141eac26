import type { Decision } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from './event.ts';
import {
  check,
  decided,
  goBack,
  hold,
  install,
  kinds,
  offer,
  play,
  problem,
  ready,
} from './state.fixture.ts';

describe('a check', () => {
  it('fetches nothing that its user has asked for and then called off', () => {
    const available = play({ phase: 'idle' }, check, decided(offer('1.1.0', false)));
    const off = play(available.state, check, install, { kind: 'cancel-requested' });
    expect(off.state).toMatchObject({ phase: 'checking' });
    expect(play(off.state, decided(offer('1.1.0', false)))).toMatchObject({
      state: { phase: 'available' },
      effects: [],
    });
    expect(play(off.state, { kind: 'check-failed', problem }).state.phase).toBe('available');
  });

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

  it('that only met a host that lags behind is no failure, except to a user who waits to install', () => {
    const lag: AgentEvent = { kind: 'check-failed', problem, quiet: true };
    expect(play({ phase: 'idle' }, check, lag).state).toEqual({ phase: 'idle' });
    expect(play(ready('1.1.0'), check, lag).state).toEqual(ready('1.1.0'));
    const waiting = play(ready('1.1.0'), install, lag);
    expect(waiting.state).toEqual({ ...ready('1.1.0'), problem });
    expect(kinds(waiting)).toEqual(['check']);
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
