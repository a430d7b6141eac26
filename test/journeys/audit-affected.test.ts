import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect, it } from 'vitest';

import { openWorld } from './world.ts';

it('a rollback says how many are still on the version, where a health report knows; a report that is gone stops nothing', async () => {
  const world = await openWorld('rolling');
  const config = JSON.parse((await world.remote.read('phasegate.json')) ?? '') as object;
  const report = path.join(world.operator.workTree, '.git', 'health.json');
  const health = { source: report };
  await world.remote.publish({ 'phasegate.json': JSON.stringify({ ...config, health }) }, 'Health');
  const seen = { platform: 'linux', version: '1.1.0', phase: 10, verdict: 'roll-back', why: 'x' };
  await writeFile(
    report,
    JSON.stringify({
      schema: 'phasegate/health@1',
      app: 'com.example.notes',
      at: '2026-11-26T03:00:00Z',
      releases: [{ ...seen, clients: 500, stillOn: 412 }],
    }),
  );
  const rollback = ['rollback', '1.1.0', '--reason', 'it closes'];
  const said = await world.run(...rollback, '--dry-run');
  expect(said.stdout).toContain('412 clients still on 1.1.0 on linux, as of 2026-11-26T03:00:00Z');
  const json = JSON.parse((await world.run(...rollback, '--dry-run', '--json')).stdout) as object;
  expect(json).toMatchObject({ stillOn: [{ version: '1.1.0', clients: 412 }] });
  await writeFile(report, 'gone');
  const without = await world.run(...rollback, '--confirm', '1.1.0');
  expect(without.stdout).not.toContain('clients still on');
  await world.close();
});
