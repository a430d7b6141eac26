import { describe, expect, it } from 'vitest';
import { createBench, item, v } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';

const WITHDRAWN = {
  id: 'a',
  kind: 'withdrawn',
  versions: '1.1.0',
  severity: 'high',
  issue: 'It can close',
};

const kind = (bench: Bench): string | undefined => bench.agent.snapshot().notice?.kind;
const HOUR = 3_600_000;
const buttons = (bench: Bench): readonly string[] | undefined =>
  bench.agent.snapshot().notice?.actions.map((action) => action.kind);

/** 1.1.0 is installed and withdrawn; there is 1.0.0 to go back to. */
async function withdrawn(): Promise<Bench> {
  const bench = await started('1.1.0');
  bench.publish([item('1.0.0')], [WITHDRAWN]);
  await bench.agent.check();
  expect(kind(bench)).toBe('withdrawn');
  return bench;
}

async function restart(bench: Bench): Promise<void> {
  bench.agent.stop();
  await bench.start();
}

async function started(version = '1.0.0'): Promise<Bench> {
  const bench = createBench(version);
  bench.publish([item('1.0.0')]);
  await bench.start();
  return bench;
}

describe('a notice that is put aside', () => {
  it('takes no other with it', async () => {
    const bench = await started('1.1.0');
    bench.publish([item('1.0.0')], [WITHDRAWN]);
    await bench.agent.check();
    bench.serve = undefined;
    await bench.agent.check();
    expect(kind(bench)).toBe('withdrawn');
    await bench.press('later');
    expect(kind(bench)).toBe('check-failed');
  });

  it('comes back at its time, also after a restart, for as often as its rule says', async () => {
    const bench = await withdrawn();
    for (let time = 1; time <= 3; time += 1) {
      await bench.press('later');
      bench.clock.now += 4 * HOUR - 1;
      await restart(bench);
      expect(kind(bench)).toBeUndefined();
      bench.clock.now += 1;
      expect(kind(bench)).toBe('withdrawn');
    }
    expect(buttons(bench)).toEqual(['go-back', 'stay']);
  });

  it('is told to the windows when it comes back, also where nothing else happens', async () => {
    const bench = await withdrawn();
    await bench.press('later');
    await restart(bench);
    const seen: unknown[] = [];
    bench.agent.subscribe(({ phase, notice }) => seen.push([phase, notice?.kind]));
    bench.clock.now += 4 * HOUR;
    bench.ring();
    expect(seen[0]).toEqual(['available', 'withdrawn']);
    await bench.agent.settled();
  });

  it('is there when the clock was set back while the app was closed, and while it ran', async () => {
    const bench = await withdrawn();
    await bench.press('later');
    bench.clock.now -= HOUR;
    expect(kind(bench)).toBe('withdrawn');
    bench.clock.now += 2 * HOUR;
    expect(kind(bench)).toBeUndefined();
    await bench.agent.check();
    bench.clock.now -= HOUR / 2;
    await bench.agent.check();
    expect(kind(bench)).toBe('withdrawn');
    bench.clock.now += HOUR / 2;
    expect(kind(bench)).toBe('withdrawn');
    await bench.press('later');
    bench.clock.now -= 24 * HOUR;
    await restart(bench);
    expect(kind(bench)).toBe('withdrawn');
  });

  it('comes back by the menu, and goes again for the rest of its time', async () => {
    const bench = await withdrawn();
    await bench.press('later');
    expect(bench.agent.snapshot().menu).toEqual({
      kind: 'bring-back',
      label: 'Show again: Notes 1.1.0 was withdrawn',
    });
    await bench.agent.bringBack();
    expect(kind(bench)).toBe('withdrawn');
    expect(bench.agent.snapshot().menu.kind).toBe('check');
    await bench.press('later');
    bench.clock.now += 4 * HOUR;
    expect(kind(bench)).toBe('withdrawn');
  });

  it('stays away where its user keeps the version, until the publisher has more to say', async () => {
    const bench = await withdrawn();
    await bench.press('stay');
    bench.clock.now += 365 * 24 * HOUR;
    await restart(bench);
    expect(kind(bench)).toBeUndefined();
    expect(bench.done.join()).not.toContain('download');
    bench.publish([item('1.0.0')], [{ ...WITHDRAWN, revision: 2 }]);
    await bench.agent.check();
    expect(kind(bench)).toBe('withdrawn');
  });
});

describe('what a user has seen', () => {
  it('is remembered once, whatever windows ask for', async () => {
    const bench = await withdrawn();
    const { writes } = bench.disk;
    await bench.agent.noticeShown('withdrawn:9.9.9');
    await bench.agent.noticeTold('withdrawn:9.9.9');
    expect(bench.disk.writes).toBe(writes);
    await bench.agent.noticeShown('withdrawn:1.1.0:a');
    await bench.agent.noticeShown('withdrawn:1.1.0:a');
    expect(bench.disk.writes).toBe(writes + 1);
    expect(Object.keys(bench.disk.memory.notices)).toEqual(['withdrawn:1.1.0:a']);
  });

  it('the system tells once, also over a restart', async () => {
    const bench = await withdrawn();
    expect(bench.agent.snapshot().notice?.tell).toBe(true);
    await bench.agent.noticeTold('withdrawn:1.1.0:a');
    expect(bench.agent.snapshot().notice?.tell).toBe(false);
    await restart(bench);
    expect(bench.agent.snapshot().notice).toMatchObject({ kind: 'withdrawn', tell: false });
  });

  it('is told to be over, once, and until the next start only', async () => {
    const bench = await withdrawn();
    await bench.agent.noticeShown('withdrawn:1.1.0:a');
    bench.publish([item('1.1.0')]);
    await bench.agent.check();
    await bench.press('dismiss');
    expect(kind(bench)).toBe('resolved');
    await bench.agent.noticeShown('resolved:1.1.0');
    await restart(bench);
    expect(kind(bench)).toBeUndefined();
    expect(bench.disk.memory.notices).toEqual({});
  });

  it('is told to be over until it was dismissed', async () => {
    const bench = await withdrawn();
    await bench.press('later');
    bench.publish([item('1.1.0')]);
    bench.ring();
    await bench.agent.settled();
    expect(kind(bench)).toBe('resolved');
    await bench.press('dismiss');
    expect(kind(bench)).toBeUndefined();
    expect(bench.disk.memory.notices).toEqual({});
  });

  it('not, is not told to be over', async () => {
    const bench = await withdrawn();
    bench.publish([item('1.1.0')]);
    bench.ring();
    await bench.agent.settled();
    expect(kind(bench)).toBeUndefined();
  });
});

describe('an app that says it is busy', () => {
  it('is left alone until all that it does is done', async () => {
    const bench = await withdrawn();
    const exporting = bench.agent.busy('exporting');
    const again = bench.agent.busy('exporting');
    expect(bench.agent.snapshot().busy).toEqual(['exporting', 'exporting']);
    expect(kind(bench)).toBeUndefined();
    exporting();
    exporting();
    expect(kind(bench)).toBeUndefined();
    again();
    expect(bench.agent.snapshot().busy).toEqual([]);
    expect(kind(bench)).toBe('withdrawn');
  });
});

describe("an app's own words", () => {
  it("that cannot be used are logged at the start, and the notice is shown in the agent's", async () => {
    const bench = createBench('1.0.0', { messages: { en: { 'newest.title': '{ap}' } } });
    bench.publish([item('1.0.0')]);
    await bench.start();
    await bench.agent.check();
    expect(bench.log.join()).toContain('messages: en, "newest.title" is not used');
    expect(bench.agent.snapshot().notice?.title).toBe('Notes 1.0.0 is the newest version for you');
  });
});

describe('an update that fails again and again', () => {
  it('is counted over retries, restarts and installs that did not come to pass', async () => {
    const links = { download: 'https://example.com/get', support: 'https://example.com/help' };
    const bench = createBench('1.0.0', { links });
    bench.publish([item('1.1.0'), item('1.0.0')]);
    await bench.start();
    bench.before.download = Promise.reject(new Error('cut off'));
    bench.before.download.catch(() => undefined);
    await bench.agent.check();
    await bench.agent.settled();
    expect(buttons(bench)).toEqual(['retry', 'later']);
    await bench.press('retry');
    await bench.agent.settled();
    expect(buttons(bench)).toEqual(['retry', 'later', 'link']);
    await bench.press('link');
    expect(bench.done.at(-1)).toBe(`open ${links.download}`);
    const attempt = { from: v('1.0.0'), to: v('1.1.0'), direction: 'forward' } as const;
    bench.disk.memory = { ...bench.disk.memory, attempt, lastFeed: undefined };
    await restart(bench);
    expect(buttons(bench)).toEqual(['dismiss', 'link', 'link']);
    expect(bench.disk.memory.failures).toEqual({ version: '1.1.0', count: 3 });
  });
});
