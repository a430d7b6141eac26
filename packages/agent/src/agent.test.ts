import { describe, expect, it, onTestFinished } from 'vitest';
import { createBench, gate, item, v } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';
import { EMPTY_MEMORY } from './memory/memory.ts';

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

describe('an agent', () => {
  it('goes on when a listener of the app throws, and tells the others', async () => {
    const rejections: unknown[] = [];
    const onRejection = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', onRejection);
    onTestFinished(() => void process.off('unhandledRejection', onRejection));
    const bench = await started();
    const phases: string[] = [];
    bench.agent.subscribe(() => {
      throw new Error('a bug in the app');
    });
    bench.agent.subscribe(({ phase }) => phases.push(phase));
    await bench.agent.check();
    await bench.agent.settled();
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
    expect(phases).toEqual(['checking', 'idle']);
    expect(bench.agent.snapshot().diagnostics.lastCheck?.outcome).toBe('hold');
    expect(bench.log.join('\n')).toContain('a bug in the app');
  });

  it('that is asked to check before it has recalled its memory loses nothing of it', async () => {
    const bench = createBench();
    bench.publish([item('1.1.0'), item('1.0.0')]);
    const failures = { version: v('1.1.0'), count: 1 };
    bench.disk.memory = { ...EMPTY_MEMORY, wentBackFrom: v('1.1.0'), failures };
    const read = gate<void>();
    bench.before.read = read.promise;
    const [start, check] = [bench.agent.start(), bench.agent.check()];
    read.open();
    await Promise.all([start, check]);
    await bench.agent.settled();
    expect(bench.disk.memory).toMatchObject({ wentBackFrom: '1.1.0', failures });
    expect(bench.done).toEqual(['fetch']);
  });

  it('that is started twice recalls once and keeps what it has learnt since', async () => {
    const bench = await started();
    await bench.agent.check();
    await bench.agent.start();
    expect(bench.agent.snapshot().diagnostics.feed).toBe('stable');
  });

  it('whose memory cannot be read starts all the same', async () => {
    const bench = createBench();
    bench.publish([item('1.0.0')]);
    const failing = Promise.reject(new Error('the disk is gone'));
    failing.catch(() => undefined);
    bench.before.read = failing;
    await bench.agent.start();
    await bench.agent.check();
    expect(bench.agent.snapshot().diagnostics.lastCheck?.outcome).toBe('hold');
  });

  it('tells its listeners once what a check has brought, with nothing in between', async () => {
    const bench = await started('1.1.0');
    bench.publish([item('1.0.0')], [WITHDRAWN]);
    const seen: unknown[] = [];
    bench.agent.subscribe(({ phase, notice }) =>
      seen.push([phase, notice?.actions.map((action) => action.kind)]),
    );
    await bench.agent.check();
    expect(seen).toEqual([
      ['checking', undefined],
      ['available', ['go-back', 'stay', 'later']],
    ]);
  });

  it('checks for one conditional request when nothing changed, and neither reads nor writes a byte more', async () => {
    const bench = await started();
    await bench.agent.check();
    const { writes } = bench.disk;
    const bytes = bench.disk.memory.lastFeed?.bytes as Uint8Array;
    // Were they parsed again, the check would now refuse them.
    bytes.fill(0);
    await bench.agent.check();
    expect(bench.done).toEqual(['fetch', 'ask']);
    expect(bench.disk.writes).toBe(writes);
    expect(bench.agent.snapshot().diagnostics.lastCheck?.outcome).toBe('hold');
  });
});

describe('a stopped agent', () => {
  it('installs nothing, although its user had asked and the download has just come in', async () => {
    const bench = await withReady();
    bench.publish([item('1.1.1'), item('1.0.0')]);
    const download = gate<void>();
    bench.before.download = download.promise;
    await bench.agent.check();
    bench.agent.install();
    bench.agent.stop();
    const { done } = bench;
    const before = done.length;
    download.open();
    await bench.agent.settled();
    expect(done.slice(before)).toEqual([]);
  });

  it('says nothing more and writes no memory over that of its successor', async () => {
    const bench = await started();
    const fetched = gate<void>();
    bench.before.fetch = fetched.promise;
    const seen: string[] = [];
    bench.agent.subscribe(({ phase }) => seen.push(phase));
    bench.ring();
    bench.agent.stop();
    fetched.open();
    await bench.agent.settled();
    expect(seen).toEqual(['checking']);
    expect(bench.disk.writes).toBe(0);
  });

  it('does not check any more, neither by its timer nor when asked', async () => {
    const bench = await started();
    bench.agent.stop();
    bench.ring();
    await bench.agent.check();
    await bench.agent.start();
    bench.ring();
    expect(bench.done).toEqual([]);
  });
});

describe('a download', () => {
  it('waits until the file before it is thrown away', async () => {
    const bench = await withReady();
    bench.publish([item('1.0.0')], [{ ...WITHDRAWN, versions: '1.0.0 || 1.1.0' }]);
    bench.publish(
      [item('1.0.0'), item('2.0.0', { minimumAutoupdateVersion: '1.9.0' })],
      [WITHDRAWN],
    );
    const discard = gate<void>();
    bench.before.discard = discard.promise;
    const check = bench.agent.check();
    bench.agent.subscribe(({ phase }) => {
      if (phase === 'available') {
        bench.agent.install();
      }
    });
    await check;
    discard.open();
    await bench.agent.settled();
    const files = bench.done.filter((what) => /discard|download 2|install/.test(what));
    expect(files).toEqual(['discard', 'discarded', 'download 2.0.0', 'install 2.0.0']);
  });

  it('tells of its progress ten times a second at most, and of its end always', async () => {
    const bench = await started();
    bench.publish([item('1.1.0')]);
    const download = gate<void>();
    bench.before.download = download.promise;
    await bench.agent.check();
    const seen: (number | undefined)[] = [];
    bench.agent.subscribe(({ progress }) => seen.push(progress?.received));
    for (let received = 1; received <= 100; received += 1) {
      bench.clock.now += 1;
      bench.report({ received, total: 100 });
    }
    expect(seen).toEqual([1, 100]);
    bench.clock.now += 100;
    bench.report({ received: 50, total: 100 });
    expect(seen).toEqual([1, 100, 50]);
    download.open();
    await bench.agent.settled();
  });
});
