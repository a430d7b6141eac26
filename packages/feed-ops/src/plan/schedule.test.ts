import { beforeEach, describe, expect, it } from 'vitest';

import {
  add,
  CONFIG,
  memoryProduct,
  lift,
  move,
  phase,
  refusalOf,
  rollback,
  start,
  stop,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { Schedule } from '../command.ts';
import { parseVersion } from '@phasegate/rollout';
import type { Platform, Version } from '@phasegate/rollout';
import type { ScheduledStep } from '../state/ledger.ts';
import { rfc3339 } from '../times.ts';
import { whoGets } from '../who-gets.fixture.ts';

const HOUR = 3_600_000;
const UNDO = {
  kind: 'undo',
  sequence: undefined,
  at: undefined,
  reason: 'it was too soon',
  platforms: undefined,
  past: [],
} as const;
const ADVANCE = { kind: 'advance', platforms: undefined } as const;

let product: MemoryProduct;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0']);
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
});

const scheduled = (plan: Schedule['plan']): Schedule => ({
  kind: 'schedule',
  version: parseVersion('1.1.0') as Version,
  plan,
  platforms: undefined,
});
const every = (hours: number): Schedule => scheduled({ kind: 'every', every: hours * HOUR });
const at = (share: number, time: number): Schedule =>
  scheduled({ kind: 'at', phase: phase(share), at: time });

async function steps(version = '1.1.0'): Promise<readonly ScheduledStep[] | undefined> {
  const [state] = (await product.snapshot()).states;
  return state?.ledger.releases.find((one) => one.version === version)?.schedule;
}

const reached = (platform: Platform = 'linux'): number =>
  whoGets(product, { installed: '1.0.0', platform }).filter((one) => one === '1.1.0').length;

describe('a schedule', () => {
  it('goes through all phases at a pace, is kept in the ledger, and touches no feed', async () => {
    const feed = product.feed('linux', 'stable-rollout-10%');
    const now = product.pass(0);
    const change = await product.change(every(24));
    expect(change.danger).toBe('type');
    expect(change.headline).toBe('Schedule 1.1.0 to the next phase every 24 hours on linux');
    expect(product.feed('linux', 'stable-rollout-10%')).toBe(feed);
    expect(await steps()).toEqual([
      { phase: 50, at: rfc3339(now + 60_000 + 24 * HOUR), by: 'Op <op@example.com>' },
      { phase: 100, at: rfc3339(now + 60_000 + 48 * HOUR), by: 'Op <op@example.com>' },
    ]);
  });

  it('takes single steps in any order, replaces one for the same phase, and is cleared', async () => {
    const now = product.pass(0);
    await product.change(at(100, now + 50 * HOUR));
    const one = await product.change(at(50, now + 20 * HOUR));
    expect(one.danger).toBe('type');
    await product.change(at(50, now + 30 * HOUR));
    expect((await steps())?.map((step) => step.at)).toEqual([
      rfc3339(now + 30 * HOUR),
      rfc3339(now + 50 * HOUR),
    ]);
    expect(await refusalOf(product, at(50, now + 50 * HOUR))).toBe('bad-argument');
    await product.change(scheduled({ kind: 'clear' }));
    expect(await steps()).toBeUndefined();
    expect(await refusalOf(product, scheduled({ kind: 'clear' }))).toBe('nothing-to-do');
  });

  it('is refused for the past, for a phase that is no next one, and for what does not roll', async () => {
    const now = product.pass(0);
    expect(await refusalOf(product, at(50, now - HOUR))).toBe('bad-argument');
    expect(await refusalOf(product, at(10, now + HOUR))).toBe('wrong-phase');
    expect(await refusalOf(product, at(25, now + HOUR))).toBe('wrong-phase');
    await product.change(move('pause', '1.1.0'));
    expect(await refusalOf(product, every(24))).toBe('is-paused');
    await product.change(rollback(['1.1.0']));
    expect(await refusalOf(product, every(24))).toBe('was-withdrawn');
    await product.change(add('1.2.0'));
    const draft = { ...every(24), version: parseVersion('1.2.0') as Version };
    expect(await refusalOf(product, draft)).toBe('not-started');
  });
});

describe('advance', () => {
  it('does nothing before a step is due, and says which is next', async () => {
    await product.change(every(24));
    product.pass(23);
    const planned = await product.run(ADVANCE);
    expect(planned).toMatchObject({
      plan: {
        kind: 'nothing-to-do',
        headline: expect.stringMatching(
          /no step is due on linux; the next is 1\.1\.0 to 50 % at/,
        ) as string,
      },
    });
    expect(reached()).toBe(10);
  });

  it('holds back what was missed: somebody escalated by hand after its time', async () => {
    await product.change(every(1));
    product.pass(3);
    await product.change(move('escalate', '1.1.0'));
    expect(reached()).toBe(50);
    expect(await product.run(ADVANCE)).toMatchObject({
      plan: {
        headline: expect.stringContaining(
          'the step of 1.1.0 to 100 % was missed, schedule it anew: phasegate rollout schedule 1.1.0 --to 100 --at TIME',
        ) as string,
      },
    });
    expect(reached()).toBe(50);
  });

  it('takes the step that is due once, asks nobody, and the history says who scheduled it', async () => {
    await product.change(every(24));
    product.pass(24);
    const change = await product.change(ADVANCE);
    expect(change).toMatchObject({ danger: 'none', versions: ['1.1.0'] });
    expect(change.headline).toBe('Advance 1.1.0 to 50 % as scheduled on linux');
    expect(reached()).toBe(50);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
    const lines = product.files.get('updates/linux/history.jsonl')?.trimEnd().split('\n') ?? [];
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      command: 'advance',
      version: '1.1.0',
      evidence: expect.stringMatching(/^scheduled by Op <op@example\.com> for 2026-/) as string,
    });
    product.pass(24);
    await product.change(ADVANCE);
    expect(reached()).toBe(100);
    expect(await steps()).toBeUndefined();
    product.pass(1000);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
  });

  it('takes late steps one at a time, with the time between them that was planned', async () => {
    await product.change(every(24));
    product.pass(24 * 4);
    await product.change(ADVANCE);
    expect(reached()).toBe(50);
    product.pass(23);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
    product.pass(1);
    await product.change(ADVANCE);
    expect(reached()).toBe(100);
  });

  it('does not take a step that a person took before', async () => {
    await product.change(every(24));
    await product.change(move('escalate', '1.1.0'));
    expect((await steps())?.map((step) => step.phase)).toEqual([100]);
    product.pass(25);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
    expect(reached()).toBe(50);
  });

  it.each([
    ['paused', move('pause', '1.1.0'), move('resume', '1.1.0')],
    ['stopped', stop(), lift('1.1.0')],
    ['withdrawn', rollback(['1.1.0']), undefined],
  ])(
    'leaves a release alone that was %s, and coming back it has no schedule',
    async (_what, command, back) => {
      await product.change(every(24));
      await product.change(command);
      product.pass(100);
      expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
      expect(reached()).toBe(0);
      if (back !== undefined) {
        await product.change(back);
        expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
        expect(reached()).toBe(10);
      }
    },
  );
});

describe('an undo', () => {
  it('of a step is not taken back by the next run', async () => {
    await product.change(every(24));
    product.pass(24);
    await product.change(ADVANCE);
    await product.change(UNDO);
    expect(reached()).toBe(10);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
    product.pass(48);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
    expect(reached()).toBe(10);
    await product.change(every(24));
    product.pass(24);
    await product.change(ADVANCE);
    expect(reached()).toBe(50);
  });

  it('of a pause brings back the steps that are still to come, and none that went by meanwhile', async () => {
    await product.change(every(24));
    await product.change(move('pause', '1.1.0'));
    await product.change(UNDO);
    product.pass(24);
    await product.change(ADVANCE);
    expect(reached()).toBe(50);
    await product.change(move('pause', '1.1.0'));
    product.pass(48);
    await product.change(UNDO);
    expect(await refusalOf(product, ADVANCE)).toBe('nothing-to-do');
    expect(reached()).toBe(50);
  });
});

describe('advance behind the health gate', () => {
  const config = {
    ...CONFIG,
    platforms: ['linux', 'macos'] as const,
    health: { source: 'h', maxAgeMinutes: 15, minimumHours: 24 },
  };

  beforeEach(async () => {
    product = await memoryProduct(['1.0.0'], config);
    for (const platform of config.platforms) {
      await product.change(add('1.1.0', platform));
    }
    await product.change(start('1.1.0'));
    await product.change(every(26));
  });

  function well(platforms: readonly Platform[]): void {
    const releases = platforms.map(
      (platform) =>
        ({ platform, version: '1.1.0', phase: 10, verdict: 'proceed', why: 'fine' }) as const,
    );
    const report = { app: CONFIG.app, at: rfc3339(product.pass(0)), releases };
    product.setHealth({ kind: 'read', source: 'h', report });
  }

  it('waits for a verdict, and says so with exit 5', async () => {
    product.pass(27);
    expect(await product.run(ADVANCE)).toMatchObject({
      ok: false,
      refusal: { code: 'unhealthy', exit: 5 },
    });
    expect(reached()).toBe(10);
    well(['linux', 'macos']);
    await product.change(ADVANCE);
    expect([reached(), reached('macos')]).toEqual([50, 50]);
  });

  it('lets the platform go on that does well, and names the one that waits', async () => {
    product.pass(27);
    well(['linux']);
    const { summary } = await product.change(ADVANCE);
    expect(summary.join('\n')).toContain(
      'waits: 1.1.0 on macos may not go on: there is no verdict',
    );
    expect([reached(), reached('macos')]).toEqual([50, 10]);
    expect(await refusalOf(product, ADVANCE)).toBe('unhealthy');
  });

  it('keeps the verdict beside who scheduled it', async () => {
    product.pass(27);
    well(['linux', 'macos']);
    await product.change(ADVANCE);
    expect(product.files.get('updates/macos/history.jsonl')).toMatch(
      /scheduled by Op <op@example\.com> for [^;]*; health proceed at [^:]*:[^:]*:[^:]*: fine/,
    );
  });
});
