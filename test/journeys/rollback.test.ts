import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const REASON = ['--reason', 'Closes while it opens a large notebook', '--yes'] as const;

describe('a rollback', () => {
  it.each([
    { phase: 10, method: 'remove' },
    { phase: 50, method: 'remove' },
    { phase: 100, method: 'remove' },
    { phase: 10, method: 'mark' },
    { phase: 100, method: 'mark' },
  ])(
    'from phase $phase by the method "$method" reaches nobody any more and tells everybody who has it',
    async ({ phase, method }) => {
      await world.ship('1.1.0', phase);
      expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(phase));
      await world.run('rollback', '1.1.0', ...REASON, '--method', method);
      expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual([]);
      for (const { decision, notices } of await world.everybody('1.1.0')) {
        expect(decision).toMatchObject({
          kind: 'go-back',
          version: '1.0.0',
          reason: { code: 'withdrawn' },
        });
        expect(notices).toMatchObject([{ kind: 'withdrawn' }]);
      }
    },
  );

  it('of several releases takes all of them out in one commit', async () => {
    await world.ship('1.1.0', 50);
    await world.ship('1.2.0', 10);
    const before = await world.remote.log();
    await world.run('rollback', '1.1.0', '1.2.0', ...REASON);
    expect((await world.remote.log()).length).toBe(before.length + 1);
    for (const version of ['1.1.0', '1.2.0']) {
      expect(bucketsOffered(await world.everybody('1.0.0'), version)).toEqual([]);
      const [row] = await world.everybody(version);
      expect(row?.decision).toMatchObject({ kind: 'go-back', version: '1.0.0' });
    }
  });

  it('throws away what was downloaded and not installed: the machine never runs it', async () => {
    await world.ship('1.1.0', 10);
    const early = await world.machine(7);
    expect(await early.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    await world.run('rollback', '1.1.0', ...REASON);
    await early.press('install');
    expect(early.version()).toBe('1.0.0');
    expect(await early.downloads()).toEqual([]);
  });

  it('takes a machine back, pins it there, and lets it go forward with the fix', async () => {
    await world.ship('1.1.0', 10);
    const [early, late] = [await world.machine(7), await world.machine(60)];
    await early.check();
    await early.press('install');
    await late.check();
    expect([early.version(), late.version()]).toEqual(['1.1.0', '1.0.0']);
    await world.run(
      'rollback',
      '1.1.0',
      ...REASON,
      '--issue',
      'Notes 1.1.0 can close',
      '--data',
      'safe',
    );
    expect((await early.check()).notice).toMatchObject({
      kind: 'withdrawn',
      title: 'Notes 1.1.0 was withdrawn',
    });
    await early.press('go-back');
    expect(early.version()).toBe('1.0.0');
    expect((await early.check()).diagnostics).toMatchObject({
      wentBackFrom: '1.1.0',
      lastCheck: { outcome: 'hold' },
    });
    await world.ship('1.1.1', 10);
    await early.check();
    await early.press('install');
    expect(early.version()).toBe('1.1.1');
    expect(early.see().diagnostics.wentBackFrom).toBeUndefined();
    await late.check();
    expect(late.see().diagnostics.lastCheck?.outcome).toBe('hold');
  });

  it('after the fix is out sends machines forward instead of back', async () => {
    await world.ship('1.1.0', 10);
    await world.ship('1.1.1', 10);
    await world.run('rollback', '1.1.0', ...REASON);
    const rows = await world.everybody('1.1.0');
    expect(rows[7]?.decision).toMatchObject({
      kind: 'offer',
      version: '1.1.1',
      reason: { code: 'replaces-withdrawn' },
    });
    expect(rows[60]?.decision).toMatchObject({ kind: 'go-back', version: '1.0.0' });
  });

  it('of the only release is refused, since nobody would have a way back', async () => {
    const head = await world.remote.head();
    const answer = await world.operator.phasegate('rollback', '1.0.0', ...REASON);
    expect(answer.code).toBe(4);
    expect(await world.remote.head()).toBe(head);
  });
});

describe('an emergency stop', () => {
  it('takes everything that is rolling out of all feeds in one step', async () => {
    await world.ship('1.1.0', 50);
    await world.ship('1.2.0', 10);
    const before = await world.remote.log();
    await world.run('emergency', 'stop', '--reason', 'support is flooded');
    expect((await world.remote.log()).length).toBe(before.length + 1);
    const rows = await world.everybody('1.0.0');
    expect(rows.filter(({ decision }) => decision.kind === 'offer')).toEqual([]);
  });
});

describe('two operators', () => {
  it('who act at once both succeed or one is told; nothing of either is lost', async () => {
    await world.ship('1.1.0', 10);
    await world.ship('1.2.0', 10);
    const colleague = await world.colleague();
    const answers = await Promise.all([
      world.operator.phasegate('rollback', '1.2.0', ...REASON),
      colleague.phasegate('rollout', 'pause', '1.1.0'),
    ]);
    const codes = answers.map(({ code }) => code);
    expect(codes.every((code) => code === 0 || code === 6)).toBe(true);
    expect(codes).toContain(0);
    const rows = await world.everybody('1.0.0');
    if (codes[0] === 0) {
      expect(bucketsOffered(rows, '1.2.0')).toEqual([]);
    }
    if (codes[1] === 0) {
      expect(bucketsOffered(rows, '1.1.0')).toEqual([]);
    }
    expect((await world.run('verify')).code).toBe(0);
  });

  it('where one works on an old state plan again on the new one', async () => {
    await world.ship('1.1.0', 10);
    const colleague = await world.colleague();
    await world.ship('1.2.0', 10);
    const answer = await colleague.phasegate('rollback', '1.1.0', ...REASON);
    expect(answer.code, answer.stderr).toBe(0);
    const rows = await world.everybody('1.0.0');
    expect(bucketsOffered(rows, '1.1.0')).toEqual([]);
    expect(bucketsOffered(rows, '1.2.0')).toEqual(buckets(10));
  });
});
