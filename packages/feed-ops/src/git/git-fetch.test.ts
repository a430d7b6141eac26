import { createRemote, git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { FeedRepository } from './feed-repository.ts';
import { gitRepository } from './git-repository.ts';
import { findWorkTree } from './work-tree.ts';

const BACKUP = 'refs/backup/refs/heads/gh-pages';

let remote: Remote;
let folder: string;

beforeEach(async () => {
  remote = await createRemote({ files: { 'a.xml': 'first' } });
  folder = await remote.clone();
  await git(folder, ['commit', '--quiet', '--allow-empty', '--message', 'A backup']);
  await git(folder, ['push', '--quiet', 'origin', `HEAD:${BACKUP}`]);
  await git(folder, ['reset', '--quiet', '--hard', 'HEAD~1']);
});

afterEach(() => remote.dispose());

async function repositoryOf(branch: string): Promise<FeedRepository> {
  const tree = await findWorkTree(folder);
  if (!tree.ok) {
    throw new Error(tree.refusal.message);
  }
  const { signal } = new AbortController();
  const how = { remote: 'origin', checkedOut: true, pushes: true, timeoutMs: 20_000, signal };
  return gitRepository(tree.value, { branch, remoteBranch: branch, ...how });
}

it('goes by the branch itself, whatever the remote keeps under longer names that end alike', async () => {
  const repository = await repositoryOf('gh-pages');
  const commit = await remote.head();
  expect(await repository.catchUp()).toEqual({ ok: true, value: { commit, ahead: 0 } });
});

it('does not take a backup for the branch where the branch itself is gone', async () => {
  await git(remote.url, ['update-ref', '-d', 'refs/heads/gh-pages']);
  const repository = await repositoryOf('gh-pages');
  const commit = await git(folder, ['rev-parse', 'HEAD']);
  expect(await repository.catchUp()).toEqual({ ok: true, value: { commit, ahead: 0 } });
});
