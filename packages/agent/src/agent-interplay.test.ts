import { feedXml } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { createBench, gate, item, NOW, v } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';
import { EMPTY_MEMORY } from './memory/memory.ts';

const HOUR = 3_600_000;

const rung = async (bench: Bench): Promise<void> => {
  bench.ring();
  await bench.agent.settled();
};

async function withReady(): Promise<Bench> {
  const bench = createBench();
  bench.publish([item('1.1.0'), item('1.0.0')]);
  await bench.start();
  await rung(bench);
  expect(bench.agent.snapshot().phase).toBe('ready');
  return bench;
}

const installs = ({ done }: Bench): readonly string[] =>
  done.filter((one) => one.startsWith('install '));

describe('a planned moment', () => {
  it('installs the release that it was planned for, and none that came in its place', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    bench.publish([item('1.2.0'), item('1.0.0')]);
    await bench.agent.check();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', target: '1.2.0' });
    bench.clock.now += 9 * HOUR;
    await rung(bench);
    expect(installs(bench)).toEqual([]);
  });

  it('that the machine has slept through is over: whoever wakes it up is not restarted', async () => {
    const bench = await withReady();
    bench.agent.plan(NOW + 9 * HOUR);
    bench.clock.now += 17 * HOUR;
    await rung(bench);
    expect(installs(bench)).toEqual([]);
    expect(bench.agent.snapshot().phase).toBe('ready');
    expect(bench.disk.memory.plan).toBeUndefined();
  });
});

describe('a plan for quitting', () => {
  it('outlives a quit that finds the app busy', async () => {
    const bench = await withReady();
    bench.agent.plan('on-quit');
    const done = bench.agent.busy('exporting');
    expect(await bench.agent.installOnQuit()).toBe(false);
    expect(installs(bench)).toEqual([]);
    expect(bench.disk.memory.plan).toEqual({ version: '1.1.0', when: 'on-quit' });
    done();
    expect(await bench.agent.installOnQuit()).toBe(true);
    expect(installs(bench)).toEqual(['install 1.1.0 without restart']);
  });
});

describe('what the app says while the agent still remembers', () => {
  const floored = {
    from: v('1.0.0'),
    to: v('1.1.0'),
    direction: 'forward',
    floor: v('1.1.0'),
  } as const;

  it('counts: a start that went well raises the floor of the release', async () => {
    const bench = createBench('1.1.0');
    bench.disk.memory = { ...EMPTY_MEMORY, attempt: floored };
    const read = gate<void>();
    bench.before.read = read.promise;
    const started = bench.start();
    bench.agent.startedWell();
    read.open();
    await started;
    await bench.agent.settled();
    expect(bench.disk.memory.trust).toMatchObject({ floor: '1.1.0', unproven: undefined });
  });

  it('costs nothing of what is remembered', async () => {
    const bench = createBench('1.0.0');
    bench.disk.memory = { ...EMPTY_MEMORY, wentBackFrom: v('1.1.0') };
    const read = gate<void>();
    bench.before.read = read.promise;
    const started = bench.start();
    bench.agent.cancel();
    bench.agent.plan('on-quit');
    read.open();
    await started;
    await bench.agent.settled();
    expect(bench.disk.memory.wentBackFrom).toBe('1.1.0');
  });
});

describe('an agent that was stopped', () => {
  it('while it still remembered sets no timer and listens to nothing', async () => {
    const bench = createBench('1.0.0', { confirmStartAfter: 30_000 }, { tells: true });
    bench.disk.memory = {
      ...EMPTY_MEMORY,
      plan: { version: v('1.1.0'), when: NOW + HOUR },
    };
    const read = gate<void>();
    bench.before.read = read.promise;
    const started = bench.start();
    bench.agent.stop();
    read.open();
    await started;
    bench.agent.appRuns();
    await bench.agent.settled();
    expect([bench.waits(), bench.listeners()]).toEqual([[], 0]);
  });

  it('leaves no timer and no listener behind, and sets none afterwards', async () => {
    const bench = createBench('1.0.0', { confirmStartAfter: 30_000 }, { tells: true });
    bench.publish([item('1.1.0'), item('1.0.0')]);
    await bench.start();
    await bench.agent.check();
    await bench.agent.settled();
    bench.agent.plan(NOW + HOUR);
    expect(bench.listeners()).toBe(1);
    bench.agent.stop();
    bench.agent.plan(NOW + 2 * HOUR);
    bench.agent.startedWell();
    await bench.agent.check();
    expect([bench.waits(), bench.listeners()]).toEqual([[], 0]);
  });
});

describe('a download that was whole when its user stopped it', () => {
  it('is not taken for the release that has come in its place meanwhile', async () => {
    const bench = createBench();
    bench.publish([item('1.1.0'), item('1.0.0')]);
    const verified = gate<void>();
    bench.before.verify = verified.promise;
    await bench.start();
    await bench.agent.check();
    const ready: (string | undefined)[] = [];
    bench.agent.observe((_, { state }) => {
      ready.push(state.phase === 'ready' ? state.installer.path : undefined);
    });
    bench.agent.suspend();
    bench.publish([item('1.2.0'), item('1.0.0')]);
    await bench.agent.check();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'downloading', target: '1.2.0' });
    delete bench.before.verify;
    verified.open();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', target: '1.2.0' });
    expect(new Set(ready.filter((path) => path !== undefined))).toEqual(new Set(['/tmp/1.2.0']));
  });
});

describe('a download that was called off', () => {
  const withCalledOff = async (): Promise<Bench> => {
    const bench = createBench();
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.before.download = new Promise(() => undefined);
    await bench.start();
    await bench.agent.check();
    bench.agent.cancel();
    await bench.agent.settled();
    delete bench.before.download;
    return bench;
  };

  it('stays so when the app calls off what is not there', async () => {
    const bench = await withCalledOff();
    bench.agent.stop();
    await bench.start();
    bench.agent.cancel();
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('available');
  });

  it('is fetched by itself again once its user has asked for it after all', async () => {
    const bench = await withCalledOff();
    bench.before.download = new Promise(() => undefined);
    bench.agent.install();
    bench.agent.suspend();
    await bench.agent.settled();
    delete bench.before.download;
    bench.agent.stop();
    await bench.start();
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('ready');
  });
});

describe('a release that a user has looked up in a phase which is not theirs', () => {
  const narrow = (version: string): Bench['narrow'] => ({
    kind: 'body',
    bytes: new TextEncoder().encode(feedXml({ items: [item(version), item('1.0.0')] })),
    etag: `"${version}"`,
  });

  it('does not bring the next one of that phase unasked', async () => {
    const bench = createBench('1.0.0', { manualBypassesPhase: true });
    bench.publish([item('1.0.0')]);
    bench.narrow = narrow('1.1.0');
    await bench.start();
    await bench.agent.check();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    await rung(bench);
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    bench.narrow = narrow('1.2.0');
    await rung(bench);
    expect(bench.done).not.toContain('download 1.2.0');
    await bench.agent.check();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', target: '1.2.0' });
  });
});

describe('a system that cannot be asked about its network', () => {
  it('holds up no check, and nothing of it gets into the app', async () => {
    const bench = createBench('1.0.0', {}, { tells: true });
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.restraint = new Error('no such program');
    await bench.start();
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('ready');
  });
});
