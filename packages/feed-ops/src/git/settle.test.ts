import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, git, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { gitRepository } from './git-repository.ts';
import { findWorkTree } from './work-tree.ts';

const PATHS = ['a/one.xml', 'b/two.xml', 'c/three.xml'];

let remote: Remote;
let tree: string;
let small: string;

beforeEach(async () => {
  remote = await createRemote({ files: Object.fromEntries(PATHS.map((path) => [path, 'old'])) });
  const clone = await remote.clone();
  await git(clone, ['checkout', '--quiet', '--detach']);
  small = await temporaryFolder('small');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'phasegate-test', small]);
  tree = join(small, 'tree');
  await mkdir(tree);
  await git(clone, ['worktree', 'add', '--quiet', tree, 'gh-pages']);
});

afterEach(async () => {
  execFileSync('umount', ['-l', small]);
  await remote.dispose();
});

it('a disk that fills up while the files follow leaves them whole, and the change is made', async () => {
  const found = await findWorkTree(tree);
  if (!found.ok) {
    throw new Error(found.refusal.message);
  }
  const names = { branch: 'gh-pages', remoteBranch: 'gh-pages', remote: 'origin' };
  const { signal } = new AbortController();
  const how = { checkedOut: true, pushes: true, timeoutMs: 20_000, signal };
  const repository = gitRepository(found.value, { ...names, ...how });
  const base = await repository.catchUp();
  // Each has room by itself, and all of them have not.
  const edits = PATHS.map((path) => ({
    path,
    before: 'old',
    after: path.repeat(5000),
    role: 'feed' as const,
  }));
  const made = base.ok
    ? await repository.prepare(base.value, edits, { subject: 'New', body: [] })
    : base;
  if (!made.ok) {
    throw new Error(made.refusal.message);
  }
  expect(await repository.push(made.value)).toEqual({ kind: 'arrived' });
  expect(await repository.settle(made.value)).toMatchObject({
    kind: 'left',
    why: expect.stringMatching(/ stay as they are: unable to write file /) as string,
    next: `make room (df -h .), then: git merge --ff-only ${made.value.commit.slice(0, 12)}`,
  });
  const texts = await Promise.all(PATHS.map((path) => readFile(join(tree, path), 'utf8')));
  expect(texts).toEqual(PATHS.map(() => 'old'));
  expect(await git(tree, ['status', '--porcelain'])).toBe('');
  expect(await remote.head()).toBe(made.value.commit);
});
