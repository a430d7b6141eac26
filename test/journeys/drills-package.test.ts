import { afterAll, beforeAll, expect, it } from 'vitest';
import { openUsers } from './drill-users.ts';
import type { Users } from './drill-users.ts';
import { openShippedWorld } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

// docs/operations/malicious-package.md
let world: SignedWorld;
let users: Users;

beforeAll(async () => {
  world = await openShippedWorld();
  users = await openUsers(world);
}, 120_000);
afterAll(async () => {
  await users.close();
  await world.close();
});

const REASON = ['--reason', '1.1.0 carries code that is not ours'] as const;

it('a malicious package reaches nobody after the stop; rolled back, a download of it is thrown away and who runs it goes back', async () => {
  for (const version of ['1.1.0', '1.1.1']) {
    await users.host(version);
  }
  await world.add('1.1.0');
  await world.run('rollout', 'start', '1.1.0', '--phase', '10', '--yes');
  const [runs, waits] = [await users.machine(7), await users.machine(3)];
  for (const machine of [runs, waits]) {
    expect(await machine.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
  }
  await runs.press('install');
  expect(runs.version()).toBe('1.1.0');

  await world.run('emergency', 'stop', '1.1.0', ...REASON);
  // A stop is a pause (feed-format): its user may still install it, until the rollback.
  await waits.check();
  expect(waits.version()).toBe('1.0.0');
  const later = await users.machine(5);
  for (const machine of [runs, later]) {
    expect((await machine.check()).diagnostics).toMatchObject({
      trust: 'signed',
      lastCheck: { outcome: 'hold' },
    });
  }
  expect([runs.version(), await later.downloads()]).toEqual(['1.1.0', []]);

  const telling = ['--severity', 'critical', '--data', 'at-risk', '--issue', 'Code not ours.'];
  await world.run('rollback', '1.1.0', ...REASON, ...telling, '--confirm', '1.1.0', '--yes');
  expect(await runs.check()).toMatchObject({
    notice: { kind: 'withdrawn', severity: 'critical' },
    diagnostics: { lastCheck: { outcome: 'go-back' } },
  });
  await runs.press('go-back');
  expect(runs.version()).toBe('1.0.0');
  expect((await waits.check()).target).toBeUndefined();
  for (const machine of [runs, waits, later]) {
    expect((await machine.check()).diagnostics.lastCheck?.outcome).toBe('hold');
    expect(await machine.downloads()).toEqual([]);
  }
  expect((await world.run('verify', '--live')).stdout).toContain('signed');

  await world.add('1.1.1');
  await world.run('rollout', 'start', '1.1.1', '--phase', '10', '--yes');
  for (const machine of [runs, waits]) {
    expect(await machine.check()).toMatchObject({ phase: 'ready', target: '1.1.1' });
    await machine.press('install');
    expect(machine.version()).toBe('1.1.1');
  }
}, 120_000);
