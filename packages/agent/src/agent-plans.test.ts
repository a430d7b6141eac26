import { describe, expect, it } from 'vitest';
import { createBench, factsOf, item, NOW } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';

const HOUR = 3_600_000;

async function withReady(): Promise<Bench> {
  const bench = createBench();
  bench.publish([item('1.1.0'), item('1.0.0')]);
  await bench.start();
  bench.ring();
  await bench.agent.settled();
  expect(bench.agent.snapshot().phase).toBe('ready');
  return bench;
}

const installs = ({ done }: Bench): readonly string[] =>
  done.filter((one) => one.startsWith('install '));

describe('a release that is to be installed on quitting', () => {
  it('is installed then, without a restart, after the feed was read once more', async () => {
    const bench = await withReady();
    bench.agent.plan('on-quit');
    expect(bench.agent.installsOnQuit()).toBe(true);
    expect(installs(bench)).toEqual([]);
    expect(await bench.agent.installOnQuit()).toBe(true);
    expect(installs(bench)).toEqual(['install 1.1.0 without restart']);
    expect(bench.done.at(-2)).toBe('ask');
    expect(bench.disk.memory.plan).toBeUndefined();
  });

  it('is not installed when it was withdrawn meanwhile, nor when the feed cannot be read', async () => {
    const bench = await withReady();
    bench.agent.plan('on-quit');
    const before = bench.serve;
    bench.serve = undefined;
    expect(await bench.agent.installOnQuit()).toBe(false);
    expect(bench.agent.snapshot().phase).toBe('ready');
    bench.serve = before;
    bench.publish([item('1.0.0')], [{ id: 'bad', versions: '1.1.0' }]);
    expect(await bench.agent.installOnQuit()).toBe(false);
    expect(installs(bench)).toEqual([]);
  });

  it('is not installed by itself when it was paused meanwhile, but its user may still say so', async () => {
    const bench = await withReady();
    bench.agent.plan('on-quit');
    bench.publish([item('1.0.0')]);
    expect(await bench.agent.installOnQuit()).toBe(false);
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', notice: { kind: 'paused' } });
    bench.agent.plan(NOW + HOUR);
    bench.clock.now += HOUR;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    bench.agent.install();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.1.0']);
  });

  it('is remembered over a restart, and is another release by then, the plan is over', async () => {
    const bench = await withReady();
    bench.agent.plan('on-quit');
    await bench.agent.settled();
    expect(bench.disk.memory.plan).toEqual({ version: '1.1.0', when: 'on-quit' });
    bench.agent.stop();
    await bench.start();
    await bench.agent.check();
    await bench.agent.settled();
    expect(bench.agent.installsOnQuit()).toBe(true);
    bench.publish([item('1.2.0'), item('1.0.0')]);
    await bench.agent.check();
    await bench.agent.settled();
    expect(bench.agent.installsOnQuit()).toBe(false);
  });

  it('waits where nothing was planned', async () => {
    const bench = await withReady();
    expect(bench.agent.installsOnQuit()).toBe(false);
    expect(await bench.agent.installOnQuit()).toBe(false);
    expect(installs(bench)).toEqual([]);
  });
});

describe('a release that is to be installed at a time', () => {
  it('is installed then, after the feed was read once more', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    expect(bench.waits()).toContain(9 * HOUR);
    bench.clock.now += 9 * HOUR;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.1.0']);
  });

  it('is not, where its user has thought better of it', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    bench.agent.plan(undefined);
    bench.clock.now += 9 * HOUR;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
  });

  it('is not made up for when the app was not running then: nobody expects a restart', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + HOUR);
    await bench.agent.settled();
    bench.agent.stop();
    bench.clock.now += 2 * HOUR;
    await bench.start();
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.disk.memory.plan).toBeUndefined();
  });
});

describe('an app that is busy', () => {
  it('when the time of an install comes is not disturbed: it is installed as soon as that is over', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + HOUR);
    const exported = bench.agent.busy('exporting');
    bench.clock.now += HOUR;
    bench.ring();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.agent.snapshot().notice?.title).toBe(
      'Notes 1.1.0 installs as soon as exporting is done',
    );
    exported();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.1.0']);
  });

  it('is not disturbed: what was asked for is installed as soon as it is not busy any more', async () => {
    const bench = await withReady();
    const exported = bench.agent.busy('exporting');
    const printed = bench.agent.busy('printing');
    bench.agent.install();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.agent.snapshot().busy).toEqual(['exporting', 'printing']);
    exported();
    exported();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    printed();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.1.0']);
  });

  it('is not disturbed either when it has become busy during the second look', async () => {
    const bench = await withReady();
    let open: () => void = () => undefined;
    bench.before.fetch = new Promise<void>((resolve) => {
      open = resolve;
    });
    bench.agent.install();
    const done = bench.agent.busy('exporting');
    open();
    await bench.agent.settled();
    expect(installs(bench)).toEqual([]);
    expect(bench.agent.snapshot().phase).toBe('ready');
    done();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.1.0']);
  });
});

describe('a machine without a network', () => {
  const bad = [{ id: 'bad', versions: '1.1.0' }];

  it('goes back all the same, since the last accepted feed has named its version', async () => {
    const bench = createBench('1.1.0');
    bench.publish([item('1.0.0')], bad);
    await bench.start();
    await bench.agent.check();
    bench.serve = undefined;
    bench.agent.install();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.0.0']);
  });

  it('goes back after a restart too', async () => {
    const bench = createBench('1.1.0');
    bench.publish([item('1.0.0')], bad);
    await bench.start();
    await bench.agent.check();
    bench.agent.stop();
    bench.serve = undefined;
    await bench.start();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'available', target: '1.0.0' });
    bench.agent.install();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.0.0']);
  });

  it('installs nothing newer, and does not go back on the word of a host that answers badly', async () => {
    const forward = await withReady();
    forward.serve = undefined;
    forward.agent.install();
    await forward.agent.settled();
    expect(installs(forward)).toEqual([]);
    const back = createBench('1.1.0');
    back.publish([item('1.0.0')], bad);
    await back.start();
    await back.agent.check();
    back.serve = { kind: 'body', bytes: new TextEncoder().encode('<html>'), etag: undefined };
    back.agent.install();
    await back.agent.settled();
    expect(installs(back)).toEqual([]);
  });
});

describe('a start', () => {
  const looped = {
    ...factsOf('1.1.0').installed,
    crashing: 3,
    lastGood: factsOf('1.0.0').installed.version,
  };

  it('is a good one after the confirmation window, and is then written down', async () => {
    const bench = createBench('1.0.0', { confirmStartAfter: 30_000 });
    await bench.start();
    // A rescue may come first, and a dialog that waits is no good start.
    expect(bench.waits()).not.toContain(30_000);
    bench.agent.appRuns();
    expect(bench.waits()).toContain(30_000);
    expect(bench.done).not.toContain('start confirmed');
    bench.ring();
    await bench.agent.settled();
    expect(bench.done).toContain('start confirmed');
  });

  it('in a crash loop leads back to the last good release, which its user has to want', async () => {
    const bench = createBench('1.1.0', { installed: looped });
    bench.publish([item('1.1.0'), item('1.0.5'), item('1.0.0')]);
    await bench.start();
    await bench.agent.check();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({
      phase: 'available',
      target: '1.0.0',
      standing: { code: 'crashing', starts: 3 },
    });
    expect(installs(bench)).toEqual([]);
    bench.agent.install();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.0.0']);
    bench.agent.stop();
    await bench.start(factsOf('1.0.0'));
    bench.ring();
    await bench.agent.settled();
    // Pinned: what crashed here is not offered again.
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'idle', standing: { code: 'fine' } });
    expect(bench.disk.memory.wentBackFrom).toBe('1.1.0');
  });

  it('that turns out well after all ends the crash loop, and nobody is asked to go back any more', async () => {
    const bench = createBench('1.1.0', { installed: looped });
    bench.publish([item('1.1.0'), item('1.0.0')]);
    await bench.start();
    await bench.agent.check();
    await bench.agent.settled();
    bench.agent.startedWell();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'idle', standing: { code: 'fine' } });
    expect(bench.done).toContain('start confirmed');
  });

  it('in a crash loop finds its way back offline, by the feed of the start before', async () => {
    const bench = createBench('1.1.0');
    bench.publish([item('1.1.0'), item('1.0.0')]);
    await bench.start();
    await bench.agent.check();
    bench.agent.stop();
    bench.serve = undefined;
    await bench.start(factsOf('1.1.0', { installed: looped }));
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'available', target: '1.0.0' });
    bench.agent.install();
    await bench.agent.settled();
    expect(installs(bench)).toEqual(['install 1.0.0']);
  });
});
