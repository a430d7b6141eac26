import { describe, expect, it } from 'vitest';
import { createBench, gate, item } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';

const WITHDRAWN = {
  id: 'a',
  kind: 'withdrawn',
  versions: '1.1.0',
  severity: 'high',
  issue: 'It can close',
};

const kind = (bench: Bench): string | undefined => bench.agent.snapshot().notice?.kind;

async function started(version = '1.0.0'): Promise<Bench> {
  const bench = createBench(version);
  bench.publish([item('1.0.0')]);
  await bench.start();
  return bench;
}

/** 1.1.0 is downloaded and waits for its user. */
async function withReady(): Promise<Bench> {
  const bench = await started();
  bench.publish([item('1.1.0'), item('1.0.0')]);
  bench.ring();
  await bench.agent.settled();
  expect(kind(bench)).toBe('update-ready');
  return bench;
}

describe('a user who asks', () => {
  it('is answered although the timer had asked just before', async () => {
    const bench = await started();
    bench.ring();
    await bench.agent.check();
    expect(kind(bench)).toBe('up-to-date');
  });

  it('is answered each time, also after they have put the answer away', async () => {
    const bench = await started();
    for (const due of ['up-to-date', 'check-failed', 'up-to-date', 'check-failed']) {
      if (due === 'check-failed') {
        bench.serve = undefined;
      } else {
        bench.publish([item('1.0.0')]);
      }
      await bench.agent.check();
      expect(kind(bench)).toBe(due);
      await bench.press('dismiss');
      expect(kind(bench)).toBeUndefined();
    }
    expect(bench.disk.memory.notices).toEqual({});
  });

  it('sees the download that they have set off', async () => {
    const bench = await started();
    bench.publish([item('1.1.0')]);
    const download = gate<void>();
    bench.before.download = download.promise;
    await bench.agent.check();
    expect(bench.agent.snapshot().notice).toMatchObject({
      kind: 'updating',
      progress: { received: 0, total: 100 },
      body: [
        'You can go on working in 1.0.0. You will be asked before 1.1.0 is installed.',
        'Your data and settings stay as they are.',
        'You need not do anything.',
      ],
    });
    download.open();
    await bench.agent.settled();
    expect(kind(bench)).toBe('update-ready');
  });

  it('is told of the pause, and not that there is nothing to install', async () => {
    const bench = await withReady();
    bench.publish([item('1.0.0')]);
    await bench.agent.check();
    expect(bench.agent.snapshot().notice).toMatchObject({ kind: 'paused', severity: 'medium' });
    await bench.press('dismiss');
    expect(bench.agent.snapshot().notice).toMatchObject({ kind: 'paused', severity: 'low' });
    await bench.press('later');
    expect(kind(bench)).toBeUndefined();
    await bench.agent.check();
    expect(bench.agent.snapshot().notice).toMatchObject({ kind: 'paused', severity: 'medium' });
  });

  it('is answered by a notice that they have put aside, where that is the answer; a timer does not bring it back', async () => {
    const bench = await withReady();
    await bench.press('later');
    bench.ring();
    await bench.agent.settled();
    expect(kind(bench)).toBeUndefined();
    await bench.agent.check();
    expect(kind(bench)).toBe('update-ready');
  });

  it('is never told that a withdrawn version is the newest', async () => {
    const bench = await started('1.1.0');
    bench.publish([], [{ ...WITHDRAWN, severity: 'low' }]);
    await bench.agent.check();
    expect(kind(bench)).toBe('withdrawn');
    await bench.press('later');
    await bench.agent.check();
    expect(kind(bench)).toBe('withdrawn');
  });

  it('for an install learns why it did not happen when the release was withdrawn meanwhile', async () => {
    const bench = await withReady();
    bench.publish([item('1.0.0')], [WITHDRAWN]);
    await bench.press('install');
    await bench.agent.settled();
    expect(bench.agent.snapshot().notice).toMatchObject({
      kind: 'up-to-date',
      body: [
        'Version 1.1.0 was withdrawn by its publisher before it was installed. You keep 1.0.0.',
        'Your data and settings were not touched.',
        'You need not do anything: Notes looks again by itself.',
      ],
    });
  });
});

describe('a button', () => {
  it('stops a download, goes on with it, and calls it off', async () => {
    const bench = await started();
    bench.publish([item('1.1.0'), item('1.0.0')]);
    const download = gate<void>();
    bench.before.download = download.promise;
    await bench.agent.check();
    expect(kind(bench)).toBe('updating');
    await bench.press('suspend');
    expect(kind(bench)).toBe('suspended');
    await bench.press('resume');
    expect(kind(bench)).toBe('updating');
    await bench.press('cancel');
    download.open();
    await bench.agent.settled();
    expect(kind(bench)).not.toBe('updating');
    expect(bench.done.join()).not.toContain('install');
  });

  it('plans an install, and calls the plan off again', async () => {
    const bench = await withReady();
    await bench.press('on-quit');
    expect(bench.agent.snapshot().notice).toMatchObject({
      kind: 'planned',
      title: 'Notes 1.1.0 installs when you quit',
    });
    await bench.press('cancel');
    expect(kind(bench)).toBe('update-ready');
    expect(bench.agent.installsOnQuit()).toBe(false);
    await bench.press('on-quit');
    await bench.press('dismiss');
    expect(kind(bench)).toBeUndefined();
    expect(bench.agent.installsOnQuit()).toBe(true);
  });

  it('pressed on words that have changed meanwhile does nothing else than it said', async () => {
    const bench = await started('1.1.0');
    bench.publish([], [WITHDRAWN]);
    await bench.agent.check();
    const before = bench.agent.snapshot().notice;
    const later = before?.actions.find((action) => action.kind === 'later');
    bench.publish([item('1.0.0')], [WITHDRAWN]);
    await bench.agent.check();
    expect(bench.agent.snapshot().notice?.id).toBe(before?.id);
    await bench.agent.act(before?.id ?? '', later?.index ?? -1);
    await bench.agent.settled();
    expect(bench.done.join()).not.toContain('download');
    expect(kind(bench)).toBeUndefined();
  });

  it('that leads back works from the first moment, before any check, and reads the feed before it installs', async () => {
    const bench = await started('1.1.0');
    bench.publish([item('1.0.0')], [WITHDRAWN]);
    await bench.agent.check();
    bench.agent.stop();
    await bench.start();
    expect(bench.agent.snapshot().notice?.body).toContain('You can go back to 1.0.0.');
    bench.done.length = 0;
    await bench.press('go-back');
    await bench.agent.settled();
    expect(bench.done).toEqual(['download 1.0.0', 'ask', 'install 1.0.0']);
  });

  it('that leads back stays while the machine is offline', async () => {
    const bench = await started('1.1.0');
    bench.publish([item('1.0.0')], [WITHDRAWN]);
    await bench.agent.check();
    bench.serve = undefined;
    bench.ring();
    await bench.agent.settled();
    expect(bench.agent.snapshot().notice?.actions.map((action) => action.kind)).toEqual([
      'go-back',
      'stay',
      'later',
    ]);
  });
});
