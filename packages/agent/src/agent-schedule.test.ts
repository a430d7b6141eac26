import { describe, expect, it } from 'vitest';
import { createBench, gate, item, NOW } from './agent.fixture.ts';
import { AgentError } from './error.ts';

const HOUR = 3_600_000;
const every = { schedule: { firstAfter: 1000, every: 4 * HOUR } };
const rung = async (bench: ReturnType<typeof createBench>): Promise<void> => {
  bench.ring();
  await bench.agent.settled();
};

describe('the checks of an agent', () => {
  it('follow each other by the schedule while they are answered, whoever asked', async () => {
    const bench = createBench('1.0.0', every);
    bench.publish([item('1.0.0')]);
    await bench.start();
    expect(bench.waits()).toEqual([1000]);
    await rung(bench);
    expect(bench.waits()).toEqual([4 * HOUR]);
    await bench.agent.check();
    expect(bench.waits()).toEqual([4 * HOUR]);
    expect(bench.agent.snapshot().diagnostics.nextCheck).toBe(
      new Date(NOW + 4 * HOUR).toISOString(),
    );
  });

  it('come back sooner after a failure, and a host that asks for time gets it, over a restart too', async () => {
    const bench = createBench('1.0.0', every);
    await bench.start();
    await rung(bench);
    // The clock of the bench draws 0, and a second is the least.
    expect(bench.waits()).toEqual([1000]);
    const refused = gate<void>();
    bench.before.fetch = refused.promise;
    refused.fail(new AgentError('feed-bad-status', 'busy', { retryAfter: HOUR }));
    await rung(bench);
    expect(bench.waits()).toEqual([HOUR]);
    expect(bench.disk.memory.notBefore).toBe(NOW + HOUR);
    bench.agent.stop();
    await bench.start();
    expect(bench.waits()).toEqual([HOUR]);
    delete bench.before.fetch;
    bench.publish([item('1.0.0')]);
    await bench.agent.check();
    expect(bench.disk.memory.notBefore).toBeUndefined();
  });

  it('wait on a metered network, and a release is fetched there only when its user asks', async () => {
    const bench = createBench('1.0.0', every, { tells: true });
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.restraint = 'metered';
    await bench.start();
    await rung(bench);
    expect(bench.done).toEqual(['fetch']);
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'available', target: '1.1.0' });
    await rung(bench);
    expect(bench.done).toEqual(['fetch']);
    bench.clock.now += 24 * HOUR;
    await rung(bench);
    expect(bench.done).toEqual(['fetch', 'ask']);
    bench.restraint = undefined;
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('ready');
  });

  it('are made up for when the machine has slept through one, or its network is back', async () => {
    const bench = createBench('1.0.0', every, { tells: true });
    bench.publish([item('1.0.0')]);
    await bench.start();
    await rung(bench);
    bench.comeBack('resumed');
    bench.comeBack('online');
    expect(bench.waits()).toEqual([4 * HOUR]);
    bench.clock.now += 9 * HOUR;
    bench.comeBack('resumed');
    expect(bench.waits()).toEqual([0]);
    bench.serve = undefined;
    await rung(bench);
    bench.clock.now += 10;
    bench.comeBack('online');
    expect(bench.waits()).toEqual([0]);
  });
});

describe('a release', () => {
  it('whose download failed is tried again by and by, later after each failure, and not before its host wants it', async () => {
    const bench = createBench('1.0.0', every);
    bench.publish([item('1.1.0'), item('1.0.0')]);
    const broken = gate<void>();
    bench.before.download = broken.promise;
    broken.fail(new AgentError('download-unreachable', 'cut'));
    await bench.start();
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('failed');
    expect(bench.waits()).toEqual([1000]);
    const refused = gate<void>();
    bench.before.download = refused.promise;
    refused.fail(new AgentError('download-bad-status', 'busy', { retryAfter: HOUR }));
    await rung(bench);
    expect(bench.waits()).toEqual([HOUR]);
    delete bench.before.download;
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('ready');
    expect(bench.waits()).toEqual([4 * HOUR]);
  });

  it('is fetched only when asked for where the app wants it so', async () => {
    const bench = createBench('1.0.0', { autoDownload: false });
    bench.publish([item('1.1.0'), item('1.0.0')]);
    await bench.start();
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('available');
    bench.agent.install();
    await bench.agent.settled();
    expect(bench.done).toContain('install 1.1.0');
  });

  it('whose download was called off is not fetched again unasked, after a restart neither, but the next one is', async () => {
    const bench = createBench();
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.before.download = new Promise(() => undefined);
    await bench.start();
    bench.ring();
    await bench.agent.check();
    expect(bench.agent.snapshot().phase).toBe('downloading');
    bench.agent.cancel();
    await bench.agent.settled();
    expect(bench.agent.snapshot().phase).toBe('available');
    expect(bench.done.slice(-2)).toEqual(['discard', 'discarded']);
    delete bench.before.download;
    bench.agent.stop();
    await bench.start();
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('available');
    bench.publish([item('1.2.0'), item('1.0.0')]);
    await rung(bench);
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'ready', target: '1.2.0' });
  });

  it('that is withdrawn while it is fetched is called off by the next check, and its user is told if they wait for it', async () => {
    for (const trigger of ['timer', 'user'] as const) {
      const bench = createBench();
      bench.publish([item('1.1.0'), item('1.0.0')]);
      bench.before.download = new Promise(() => undefined);
      await bench.start();
      bench.ring();
      await bench.agent.check();
      expect(bench.agent.snapshot().phase).toBe('downloading');
      bench.publish([item('1.0.0')], [{ id: 'bad', versions: '1.1.0' }]);
      await (trigger === 'user' ? bench.agent.check() : rung(bench));
      await bench.agent.settled();
      expect(bench.agent.snapshot().phase).toBe('idle');
      expect(bench.done.slice(-2)).toEqual(['discard', 'discarded']);
      expect(bench.agent.snapshot().notice?.kind).toBe('up-to-date');
    }
  });

  it('that its user has stopped stays stopped over checks, goes on where they say so, and is thrown away when it is withdrawn', async () => {
    const bench = createBench();
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.before.download = new Promise(() => undefined);
    await bench.start();
    await bench.agent.check();
    bench.report({ received: 40, total: 100 });
    bench.agent.suspend();
    await bench.agent.settled();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'suspended', target: '1.1.0' });
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('suspended');
    expect(bench.done).not.toContain('discard');
    bench.agent.resume();
    expect(bench.agent.snapshot().phase).toBe('downloading');
    bench.agent.suspend();
    bench.publish([item('1.0.0')], [{ id: 'bad', versions: '1.1.0' }]);
    await rung(bench);
    expect(bench.agent.snapshot().phase).toBe('idle');
    expect(bench.done).toContain('discard');
  });
});

describe('a user who asks', () => {
  const bypassing = { manualBypassesPhase: true };

  it('is shown what is only in another phase, where the app allows it, and a timer is not', async () => {
    const bench = createBench('1.0.0', bypassing);
    bench.publish([item('1.1.0'), item('1.0.0')]);
    await bench.start();
    await rung(bench);
    await bench.agent.check();
    await rung(bench);
    expect(bench.urls.map((url) => url.split('/').at(-2))).toEqual([
      'stable',
      'stable-rollout-10%25',
      'stable-rollout-10%25',
    ]);
  });

  it('is never shown what is withdrawn', async () => {
    const bench = createBench('1.0.0', bypassing);
    bench.publish([item('1.1.0'), item('1.0.0')], [{ id: 'bad', versions: '1.1.0' }]);
    await bench.start();
    await bench.agent.check();
    expect(bench.agent.snapshot()).toMatchObject({ phase: 'idle', target: undefined });
  });
});
