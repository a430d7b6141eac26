import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git, removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { openQueue } from './queue.ts';
import type { Queue, Queued } from './queue.ts';

let folder: string;
let path: string;
let commit: string;

beforeEach(async () => {
  folder = await temporaryFolder('queue');
  path = join(folder, '.git/phasegate/queue.json');
  await git(folder, ['init', '--quiet']);
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  await git(folder, [...who, 'commit', '--quiet', '--allow-empty', '--message', 'Stop']);
  commit = await git(folder, ['rev-parse', 'HEAD']);
});

afterEach(() => removeFolder(folder));

function queueOf(branch: string): Queue {
  return openQueue(path, { cwd: folder }, branch);
}

function stop(): Queued {
  const asked = { version: null, reason: 'fire', platforms: null };
  const at = '2026-11-23T04:00:00Z';
  return { headline: 'Emergency stop', at, actor: 'A', ...asked, base: commit, commit, files: [] };
}

it('keeps a stop for its own branch, and gives it to no other', async () => {
  expect(await queueOf('gh-pages').put(stop())).toMatchObject({ ok: true });
  expect(await queueOf('beta').read()).toBeUndefined();
  expect(await queueOf('gh-pages').read()).toMatchObject({ commit, branch: 'gh-pages' });
});

it('does not let a stop of another branch take its place', async () => {
  await queueOf('gh-pages').put(stop());
  const before = await readFile(path, 'utf8');
  expect(await queueOf('beta').put({ ...stop(), headline: 'Another' })).toMatchObject({
    ok: false,
    refusal: { code: 'queued', next: expect.stringContaining('--branch gh-pages') as string },
  });
  expect(await readFile(path, 'utf8')).toBe(before);
});

it('says so on a full disk, in place of a stop that nobody will send', async () => {
  const small = join(folder, '.git/phasegate');
  await mkdir(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'phasegate-test', small]);
  try {
    execFileSync('sh', ['-c', 'head -c 65536 /dev/zero > "$0/fill" || true', small], {
      stdio: 'ignore',
    });
    expect(await queueOf('gh-pages').put(stop())).toMatchObject({
      ok: false,
      refusal: { code: 'not-writable', message: expect.stringContaining('disk is full') as string },
    });
    expect(await queueOf('gh-pages').read()).toBeUndefined();
  } finally {
    execFileSync('umount', ['-l', small]);
  }
});
