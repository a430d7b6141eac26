import { beforeEach, describe, expect, it } from 'vitest';

import {
  add,
  changeOf,
  CONFIG,
  memoryProduct,
  move,
  phase,
  plainStart,
  refusalOf,
  rollback,
  start,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { shares } from '../who-gets.fixture.ts';

let product: MemoryProduct;

/** 1.0.0 is out for everybody, 1.1.0 rolls at this share, and the other version is a draft. */
async function rollingAt(share: number, draft: string): Promise<void> {
  product = await memoryProduct(['1.0.0']);
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0', share));
  await product.change(add(draft));
}

const releaseIn = async (version: string): Promise<Record<string, unknown> | undefined> =>
  (await product.snapshot()).states[0]?.ledger.releases.find((one) => one.version === version) as
    | Record<string, unknown>
    | undefined;

describe('a hotfix while a rollout is under way', () => {
  beforeEach(() => rollingAt(10, '1.1.1'));

  it('has to say what becomes of the rollout, and both choices are named', async () => {
    const planned = await product.run(plainStart('1.1.1'));
    expect(planned).toMatchObject({
      ok: false,
      refusal: {
        code: 'rollout-under-way',
        exit: 4,
        message: '1.1.0 is rolling at 10 % on linux; 1.1.1 has to say what becomes of that',
        next: 'phasegate rollout start 1.1.1 --overtake (1.1.0 leaves the feeds for good), or --beside (both go on)',
      },
    });
  });

  it('takes the place of the rollout: the same machines, those on it as well, and nobody else', async () => {
    const change = await product.change(start('1.1.1', undefined, 'overtake'));
    expect(change.headline).toBe('Start 1.1.1, in the place of 1.1.0, at 10 % on linux');
    expect(change.danger).toBe('ask');
    expect(change.warnings).toEqual([]);
    expect(shares(product, '1.0.0')).toBe('1.1.1: 0-9, -: 10-99');
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-9, -: 10-99');
    expect(shares(product, '1.1.1')).toBe('-: 0-99');
    expect(await releaseIn('1.1.0')).toMatchObject({
      state: 'paused',
      phase: 10,
      overtakenBy: '1.1.1',
    });
    expect(product.files.get('updates/linux/history.jsonl')).toContain('"overtakes 1.1.0 (10 %)"');
  });

  it('at 50 % reaches all who may have the rollout and more', async () => {
    await product.change(start('1.1.1', 50, 'overtake'));
    expect(shares(product, '1.0.0')).toBe('1.1.1: 0-49, -: 50-99');
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-49, -: 50-99');
  });

  it('does not bring the rollout back when it goes on to everybody', async () => {
    await product.change(start('1.1.1', undefined, 'overtake'));
    for (const share of [10, 50]) {
      await product.change(move('escalate', '1.1.1', share));
      for (const installed of ['1.0.0', '1.1.0']) {
        expect(shares(product, installed)).not.toContain('1.1.0:');
      }
    }
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-99');
    expect(await refusalOf(product, move('resume', '1.1.0'))).toBe('was-overtaken');
  });

  it('refuses to resume or start the rollout again, and says why', async () => {
    await product.change(start('1.1.1', undefined, 'overtake'));
    expect(await product.run(move('resume', '1.1.0'))).toMatchObject({
      refusal: {
        code: 'was-overtaken',
        message: expect.stringContaining(
          'was overtaken by 1.1.1, which is rolling at 10 %',
        ) as string,
      },
    });
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('is-paused');
    expect(await refusalOf(product, start('1.1.0'))).toBe('is-paused');
  });

  it('that is bad itself makes way for the rollout again', async () => {
    await product.change(start('1.1.1', undefined, 'overtake'));
    await product.change(rollback(['1.1.1']));
    expect(shares(product, '1.1.1')).toBe('back to 1.0.0: 0-99');
    await product.change(move('resume', '1.1.0'));
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-9, -: 10-99');
    expect(shares(product, '1.1.1')).toBe('back to 1.1.0: 0-9, back to 1.0.0: 10-99');
    expect(await releaseIn('1.1.0')).not.toHaveProperty('overtakenBy');
  });

  it('leaves what it overtook to be withdrawn: who has it moves on or goes back', async () => {
    await product.change(start('1.1.1', undefined, 'overtake'));
    await product.change(rollback(['1.1.0']));
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-9, back to 1.0.0: 10-99');
    expect(shares(product, '1.0.0')).toBe('1.1.1: 0-9, -: 10-99');
  });

  it('beside the rollout: each machine gets the newest that is open to it', async () => {
    await product.change(start('1.1.1', 10, 'beside'));
    await product.change(move('escalate', '1.1.0'));
    expect(shares(product, '1.0.0')).toBe('1.1.1: 0-9, 1.1.0: 10-49, -: 50-99');
  });

  it('takes several rollouts and one that is paused out of the way', async () => {
    await product.change(add('1.1.0-rc.1'));
    await product.change(start('1.1.0-rc.1', 50));
    await product.change(move('pause', '1.1.0'));
    const { summary } = await product.change(start('1.1.1', undefined, 'overtake'));
    expect(summary.join('\n')).toMatch(/1\.1\.0 \(10 %\), 1\.1\.0-rc\.1 \(50 %\) on linux leaves/);
    expect(shares(product, '1.0.0')).toBe('1.1.1: 0-49, -: 50-99');
    expect(await refusalOf(product, move('resume', '1.1.0'))).toBe('was-overtaken');
  });
});

describe('a hotfix at 10 % while the rollout is at 50 %', () => {
  beforeEach(() => rollingAt(50, '1.1.1'));

  it('goes to 50 % unless it is told to be narrower, and then says who has to wait', async () => {
    const narrow = await product.change(start('1.1.1', 10, 'overtake'));
    expect(narrow.warnings).toEqual([
      'Machines in buckets 10-49 may have 1.1.0 (50 %); they keep it, and are offered 1.1.1 from 50 % on.',
    ]);
    expect(shares(product, '1.0.0')).toBe('1.1.1: 0-9, -: 10-99');
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-9, -: 10-99');
    await product.change(move('escalate', '1.1.1'));
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-49, -: 50-99');
  });

  it('by itself takes the phase of the rollout', async () => {
    await product.change(start('1.1.1', undefined, 'overtake'));
    expect(shares(product, '1.1.0')).toBe('1.1.1: 0-49, -: 50-99');
  });
});

describe('a hotfix of an older line while a newer one rolls', () => {
  beforeEach(() => rollingAt(10, '1.0.1'));

  it('reaches the machines that are not offered the newer one, which goes on', async () => {
    const change = changeOf(await product.run({ ...plainStart('1.0.1'), phase: phase(50) }));
    expect(change.warnings).toEqual([
      '1.1.0 goes on at 10 %: machines in buckets 0-9 are offered that.',
    ]);
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-9, 1.0.1: 10-49, -: 50-99');
    await product.change(move('escalate', '1.0.1'));
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-9, 1.0.1: 10-99');
    await product.change(move('escalate', '1.1.0'));
    expect(shares(product, '1.0.1')).toBe('1.1.0: 0-49, -: 50-99');
    await product.change(move('escalate', '1.1.0'));
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-99');
  });

  it('says so where it reaches nobody yet', async () => {
    const { warnings } = await product.change(start('1.0.1', 10));
    expect(warnings.join()).toContain('so this one reaches nobody before it is broader');
    expect(shares(product, '1.0.0')).toBe('1.1.0: 0-9, -: 10-99');
  });

  it('cannot overtake: who has the newer one would not take it', async () => {
    expect(await refusalOf(product, start('1.0.1', undefined, 'overtake'))).toBe('not-newer');
  });
});

it('replaces a release that was withdrawn, for those in its phase, and the others go back', async () => {
  await rollingAt(50, '1.1.1');
  await product.change(rollback(['1.1.0']));
  await product.change(plainStart('1.1.1'));
  expect(shares(product, '1.1.0')).toBe('1.1.1: 0-9, back to 1.0.0: 10-99');
  expect(shares(product, '1.0.0')).toBe('1.1.1: 0-9, -: 10-99');
});

it('overtakes on each platform what is under way there', async () => {
  product = await memoryProduct(['1.0.0'], { ...CONFIG, platforms: ['linux', 'macos'] });
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0', 50));
  await product.change(add('1.1.1'));
  await product.change(add('1.1.1', 'macos'));
  const planned = changeOf(await product.run(start('1.1.1', undefined, 'overtake')));
  expect(planned.summary).toEqual([
    '1.1.1 on linux goes to 50 % of machines (buckets 0-49)',
    '1.1.0 (50 %) on linux leaves all feeds and does not come back',
    '1.1.1 on macos goes to 10 % of machines (buckets 0-9)',
  ]);
});

it('has nothing to do with releases of another channel', async () => {
  await rollingAt(10, '1.1.1');
  const beta = add('1.2.0-beta.1');
  await product.change({ ...beta, release: { ...beta.release, channel: 'beta' } });
  await product.change(plainStart('1.2.0-beta.1'));
  await product.change(start('1.1.1', undefined, 'overtake'));
  expect(await releaseIn('1.2.0-beta.1')).toMatchObject({ state: 'rolling' });
  expect(await releaseIn('1.1.0')).toMatchObject({ state: 'paused', overtakenBy: '1.1.1' });
});
