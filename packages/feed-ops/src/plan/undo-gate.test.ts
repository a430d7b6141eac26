import { beforeEach, describe, expect, it } from 'vitest';

import { undo } from '../advisories.fixture.ts';
import type { HealthReading, Verdict } from '../health/report.ts';
import { add, CONFIG, memoryProduct, move, refusalOf, start, stop } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { rfc3339 } from '../times.ts';

const config = { ...CONFIG, health: { source: 'h', maxAgeMinutes: 15, minimumHours: 24 } };

let product: MemoryProduct;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0'], config);
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
  product.setHealth(saying(product.pass(25), 'proceed', 10));
  await product.change(move('escalate', '1.1.0'));
  await product.change(undo());
});

function saying(now: number, verdict: Verdict, phase: number): HealthReading {
  const releases = [{ platform: 'linux', version: '1.1.0', phase, verdict, why: 'as measured' }];
  return {
    kind: 'read',
    source: 'h',
    report: { app: CONFIG.app, at: rfc3339(now), releases },
  } as HealthReading;
}

describe('the undo of an undo of an escalation', () => {
  it('asks the health gate, as an escalation does', async () => {
    expect(await refusalOf(product, undo())).toBe('unhealthy');
    product.setHealth(saying(product.pass(25), 'pause', 10));
    expect(await refusalOf(product, undo())).toBe('unhealthy');
    product.setHealth(saying(product.pass(0), 'proceed', 10));
    const change = await product.change(undo());
    expect(change.summary.join('\n')).toContain('health proceed at');
    expect(change.message.body.join('\n')).toContain('On linux: health proceed');
  });

  it('names itself as the way past the gate, which wants the version typed and is kept', async () => {
    const planned = await product.run(undo());
    expect(planned).toMatchObject({
      refusal: { next: expect.stringContaining('phasegate undo --override-health') as string },
    });
    const change = await product.change(undo({ overrideHealth: true }));
    expect(change).toMatchObject({ danger: 'type', confirm: '1.1.0' });
    expect(change.warnings.join()).toContain('The health gate is overridden');
  });
});

it('an undo that only gives back what was taken needs no verdict', async () => {
  product.setHealth({ kind: 'unreadable', source: 'h', why: 'it is not there' });
  await product.change(move('pause', '1.1.0'));
  expect((await product.change(undo())).kind).toBe('change');
});

describe('what stays where it is', () => {
  const lines = async (): Promise<string> => (await product.change(undo())).summary.join('\n');
  const since = async (): Promise<string | undefined> =>
    (await product.snapshot()).states[0]?.ledger.releases.at(-1)?.since;

  it('keeps its day in the phase when a schedule is taken back, and the words say so', async () => {
    const before = await since();
    await product.change({
      kind: 'schedule',
      version: start('1.1.0').version,
      plan: { kind: 'every', every: 48 * 3_600_000 },
      platforms: undefined,
    });
    expect(await lines()).toContain('1.1.0 on linux stays rolling at 10 %, with nothing scheduled');
    expect(await since()).toBe(before);
    expect(await lines()).toMatch(/1\.1\.0 on linux stays rolling at 10 %, and goes to 50 % at /);
  });

  it('says that a stop on a paused release is lifted, and that a draft has the files of before', async () => {
    await product.change(move('pause', '1.1.0'));
    await product.change(stop('1.1.0'));
    expect(await lines()).toContain('1.1.0 on linux stays paused, and the stop on it is lifted');
    await product.change(add('1.2.0'));
    const more = add('1.2.0');
    await product.change({ ...more, release: { ...more.release, title: 'Another' } });
    expect(await lines()).toContain('1.2.0 on linux stays draft, with the files that it had');
  });
});
