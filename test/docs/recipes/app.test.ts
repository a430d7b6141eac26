import { createFakeAgent, snapshotWith } from '@phasegate/agent-electron/testing';
import { expect, it } from 'vitest';
import { exportNotebook } from './export.ts';
import { maySync } from './may-sync.ts';

it('says that it is busy for as long as it exports', async () => {
  const updates = createFakeAgent();
  await updates.start();
  await exportNotebook(updates, async () => {
    expect(updates.snapshot()?.busy).toEqual(['exporting']);
  });
  expect(updates.snapshot()?.busy).toEqual([]);
});

it('stops syncing where its publisher says that data are at risk', async () => {
  const updates = createFakeAgent();
  const allowed: boolean[] = [];
  updates.on('gate', (gate) => allowed.push(maySync(gate)));
  await updates.start();
  const standing = {
    code: 'withdrawn',
    advisory: 'n-1',
    severity: 'high',
    data: 'at-risk',
  } as const;
  updates.show({ ...snapshotWith('withdrawn'), standing });
  expect(allowed).toEqual([true, false]);
});
