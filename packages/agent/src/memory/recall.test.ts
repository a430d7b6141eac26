import { describe, expect, it } from 'vitest';
import { createBench, v } from '../agent.fixture.ts';
import type { Bench } from '../agent.fixture.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { Attempt } from './memory.ts';

async function startedOn(
  version: string,
  attempt: Attempt | undefined,
  wentBackFrom?: string,
): Promise<Bench> {
  const bench = createBench(version);
  const pin = wentBackFrom === undefined ? undefined : v(wentBackFrom);
  bench.disk.memory = { ...EMPTY_MEMORY, attempt, wentBackFrom: pin };
  await bench.start();
  return bench;
}
const attempt = (from: string, to: string, direction: Attempt['direction']): Attempt => ({
  from: v(from),
  to: v(to),
  direction,
});

describe('a start after an install was begun', () => {
  it('pins a machine that has gone back, and tells its user', async () => {
    const bench = await startedOn('1.0.0', attempt('1.1.0', '1.0.0', 'back'));
    expect(bench.disk.memory).toMatchObject({ wentBackFrom: '1.1.0', attempt: undefined });
    expect(bench.agent.snapshot().notice?.kind).toBe('went-back');
  });

  it('pins it although the running app names its version without the build', async () => {
    const bench = await startedOn('1.0.0', attempt('1.1.0', '1.0.0+5', 'back'));
    expect(bench.disk.memory.wentBackFrom).toBe('1.1.0');
  });

  it('keeps the higher pin of a machine that goes back twice', async () => {
    const bench = await startedOn('1.0.0', attempt('1.1.0', '1.0.0', 'back'), '1.2.0');
    expect(bench.disk.memory.wentBackFrom).toBe('1.2.0');
  });

  it('frees a machine that has moved past the bad release, and says no more of it', async () => {
    const bench = await startedOn('1.1.1', attempt('1.0.0', '1.1.1', 'forward'), '1.1.0');
    expect(bench.disk.memory.wentBackFrom).toBeUndefined();
    expect(bench.agent.snapshot().notice).toBeUndefined();
  });

  it('says that it did not come to pass when the old version runs still', async () => {
    const bench = await startedOn('1.0.0', attempt('1.0.0', '1.1.0', 'forward'));
    expect(bench.agent.snapshot().notice).toMatchObject({ kind: 'update-failed' });
    await bench.press('dismiss');
    expect(bench.agent.snapshot().notice).toBeUndefined();
    const failures = { version: '1.1.0', count: 1 };
    expect(bench.disk.memory).toEqual({ ...EMPTY_MEMORY, failures });
  });

  it('says nothing when somebody brought the machine to a third version meanwhile', async () => {
    const bench = await startedOn('1.2.0', attempt('1.0.0', '1.1.0', 'forward'));
    expect(bench.agent.snapshot().notice).toBeUndefined();
    expect(bench.disk.memory.attempt).toBeUndefined();
  });
});
