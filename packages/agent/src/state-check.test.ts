import type { Decision } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from './event.ts';
import {
  check,
  decided,
  goBack,
  hold,
  install,
  installer,
  kinds,
  offer,
  play,
  problem,
  ready,
} from './state.fixture.ts';

const byUser: AgentEvent = { kind: 'check-requested', trigger: 'user' };

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

describe('a check during a download', () => {
  const fetching = play({ phase: 'idle' }, check, decided(offer('1.1.0'))).state;
  const asking = play(fetching, check);
  const came: AgentEvent = { kind: 'downloaded', installer: installer('1.1.0') };

  it('is about the release that is fetched, and there is one at a time', () => {
    expect(asking.effects).toMatchObject([
      { kind: 'check', about: { release: { version: '1.1.0' } } },
    ]);
    expect(kinds(play(asking.state, check, byUser))).toEqual([]);
    expect(play(asking.state, byUser).state).toMatchObject({ watched: true, asking: 'user' });
  });

  it('calls a condemned one off, throws it away, and takes what the feed has in its place', () => {
    const over = play(asking.state, decided(hold, true));
    expect(over.state).toEqual({ phase: 'idle' });
    expect(kinds(over)).toEqual(['call-off', 'discard']);
    const replaced = play(asking.state, decided(offer('1.1.1'), true));
    expect(replaced.state).toMatchObject({ target: { release: { version: '1.1.1' } } });
    expect(kinds(replaced)).toEqual(['call-off', 'discard', 'download']);
  });

  it('leaves every other one alone, though it was paused, superseded, or the feed cannot be read', () => {
    for (const news of [
      decided(offer('1.1.0')),
      decided(hold),
      decided(offer('1.2.0')),
      { kind: 'check-failed', problem } as const,
    ]) {
      const after = play(asking.state, news);
      expect(after).toEqual({ state: fetching, effects: [] });
      expect(kinds(play(after.state, check))).toEqual(['check']);
    }
  });

  it('that is not over when the file has come is waited for, and is the second look', () => {
    const held = play(asking.state, came);
    expect(held.state).toMatchObject({ phase: 'checking', held: { paused: false } });
    expect(kinds(held)).toEqual([]);
    expect(kinds(play(held.state, decided(hold, true)))).toEqual(['discard']);
    expect(play(held.state, decided(offer('1.1.0'))).state).toEqual(ready('1.1.0'));
    const wanted = play(asking.state, install, came);
    expect(wanted.state.phase).toBe('confirming');
    expect(kinds(play(wanted.state, decided(offer('1.1.0'))))).toEqual(['install']);
    expect(kinds(play(wanted.state, decided(hold, true)))).toEqual(['discard']);
  });

  it('says what comes next where the download ends before it', () => {
    const failed = play(asking.state, { kind: 'download-failed', problem });
    expect(failed.state).toMatchObject({ phase: 'checking' });
    expect(play(failed.state, decided(hold, true)).state).toEqual({ phase: 'idle' });
    const again = play(asking.state, install, { kind: 'download-failed', problem });
    expect(play(again.state, decided(offer('1.1.0'))).state).toMatchObject({ thenInstall: true });
    const cancelled = play(asking.state, { kind: 'cancel-requested' });
    expect(kinds(cancelled)).toEqual(['call-off', 'discard']);
    expect(play(cancelled.state, decided(hold, true)).state).toEqual({ phase: 'idle' });
    const stopped = play(asking.state, { kind: 'suspend-requested' });
    expect(play(stopped.state, decided(offer('1.1.0'))).state.phase).toBe('suspended');
    expect(kinds(play(stopped.state, decided(hold, true)))).toEqual(['discard']);
  });

  it('goes on where its user resumes the download meanwhile', () => {
    const resumed = play(asking.state, { kind: 'suspend-requested' }, { kind: 'resume-requested' });
    expect(kinds(resumed)).toEqual(['call-off', 'download']);
    expect(kinds(play(resumed.state, check))).toEqual([]);
    expect(kinds(play(resumed.state, decided(hold, true)))).toEqual(['call-off', 'discard']);
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
