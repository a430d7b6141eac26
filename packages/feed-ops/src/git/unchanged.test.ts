import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { append, carry, made, remote, stateOf } from './git-repository.fixture.ts';

describe('a change that does not go through leaves everything as it was', () => {
  it('when the remote refuses it', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    await remote.refusePushes('this branch is protected');
    const outcome = await carry(at, append(at, 'x'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'push-refused', exit: 1 } });
    expect(outcome.kind === 'refused' ? outcome.refusal.message : '').toContain(
      'this branch is protected',
    );
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when the push hangs, within the time limit', async () => {
    const at = await made({ timeoutMs: 1500 });
    const before = await stateOf(at.folder);
    const hanging = await remote.hangPushes();
    const outcome = await carry(at, append(at, 'x'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'push-timeout', exit: 1 } });
    expect(await stateOf(at.folder)).toEqual(before);
    await hanging.letGo();
  });

  it('when there is no network', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    await git(at.folder, ['remote', 'set-url', 'origin', join(at.folder, 'nowhere.git')]);
    expect(await carry(at, append(at, 'x'))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'unreachable', exit: 1 },
    });
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when there is no room for the backup', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    await writeFile(join(at.folder, '.git', 'phasegate'), 'in the way');
    const outcome = await carry(at, append(at, 'x'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'not-writable', exit: 1 } });
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when it is stopped before the push', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    const outcome = await carry(at, append(at, 'x'), async () => {
      at.stop.abort();
      return false;
    });
    expect(outcome.kind).toBe('interrupted');
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when it is stopped while the push hangs', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    const hanging = await remote.hangPushes();
    const carried = carry(at, append(at, 'x'));
    await hanging.arrived();
    at.stop.abort();
    expect((await carried).kind).toBe('interrupted');
    expect(await stateOf(at.folder)).toEqual(before);
    await hanging.letGo();
  });
});
