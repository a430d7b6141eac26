import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cli, must, publishedProduct } from './cli.fixture.ts';

const STABLE = 'updates/linux/stable/appcast.xml';
const NARROW = 'updates/linux/stable-rollout-10%/appcast.xml';

let remote: Remote;
let folder: string;

beforeEach(async () => {
  ({ remote, folder } = await publishedProduct());
});

afterEach(() => remote.dispose());

/** As in a clone of the app: its own sources, no feeds. */
async function onMain(): Promise<void> {
  await git(folder, ['switch', '--quiet', '--orphan', 'main']);
  await writeFile(join(folder, 'app.txt'), 'the app');
  await git(folder, ['add', '--all']);
  await git(folder, ['commit', '--quiet', '-m', 'The app']);
}

describe('a clone with another branch checked out', () => {
  it('takes commands, and its files stay as they are, changed ones too', async () => {
    await onMain();
    await writeFile(join(folder, 'app.txt'), 'half a thought');
    await must(cli(folder, 'rollout', 'pause', '1.1.0'));
    expect(await remote.read(NARROW)).not.toContain('1.1.0');
    expect(await git(folder, ['status', '--porcelain'])).toBe(' M app.txt');
    expect(await readFile(join(folder, 'app.txt'), 'utf8')).toBe('half a thought');
    expect(await git(folder, ['rev-parse', 'gh-pages'])).toBe(await remote.head());
    expect((await cli(folder, 'verify')).code).toBe(0);
  });

  it('needs no local branch of the feeds, and makes none', async () => {
    await onMain();
    await git(folder, ['branch', '--quiet', '-D', 'gh-pages']);
    await must(cli(folder, 'rollout', 'escalate', '1.1.0', '--yes'));
    expect(await git(folder, ['branch', '--list', 'gh-pages'])).toBe('');
  });

  it('commits to the local branch with --no-push', async () => {
    await onMain();
    const before = await remote.head();
    await must(cli(folder, 'rollout', 'escalate', '1.1.0', '--yes', '--no-push'));
    expect(await remote.head()).toBe(before);
    expect(await git(folder, ['log', '-1', '--format=%s', 'gh-pages'])).toContain('Escalate');
    expect(await git(folder, ['rev-parse', 'gh-pages^'])).toBe(before);
  });

  it('leaves a work tree alone that has the feeds checked out, and says how it follows', async () => {
    await onMain();
    const other = join(folder, '.git', 'feeds');
    await git(folder, ['worktree', 'add', '--quiet', other, 'gh-pages']);
    const { stdout } = await must(cli(folder, 'rollout', 'escalate', '1.1.0', '--yes'));
    expect(stdout).toContain(`git -C ${other} merge --ff-only`);
    expect(await git(other, ['status', '--porcelain'])).toBe('');
    const local = await cli(folder, 'rollout', 'pause', '1.1.0', '--no-push');
    expect([local.code, local.stderr]).toEqual([4, expect.stringContaining(`-C ${other}`)]);
  });

  it('works on a detached HEAD, and on the branch that is named', async () => {
    await git(folder, ['switch', '--quiet', '--detach']);
    await must(cli(folder, 'rollout', 'escalate', '1.1.0', '--yes'));
    expect(await git(folder, ['status', '--porcelain'])).toBe('');
    const { code, stderr } = await cli(folder, '--branch', 'pages', 'rollout', 'status');
    expect([code, stderr]).toEqual([4, expect.stringContaining('on the branch pages')]);
    expect((await cli(folder, '--branch', '-x', 'rollout', 'status')).code).toBe(2);
  });
});

describe('changed files on the branch of the feeds', () => {
  it('do not hold up a stop or a pause, stay as they are, and the way to let them follow works', async () => {
    const mine = `${await readFile(join(folder, STABLE), 'utf8')}<!-- mine -->`;
    await writeFile(join(folder, STABLE), mine);
    const stop = await must(cli(folder, 'emergency', 'stop', '--reason', 'fire'));
    expect(await remote.read(NARROW)).not.toContain('1.1.0');
    expect(await readFile(join(folder, STABLE), 'utf8')).toBe(mine);
    const way = /^ {3}(git stash; .*)$/m.exec(stop.stdout)?.[1] ?? '';
    const [, merge = ''] = way.split('; ');
    await git(folder, ['stash', '--quiet']);
    await git(folder, merge.split(' ').slice(1));
    expect(await git(folder, ['rev-parse', 'HEAD'])).toBe(await remote.head());
  });
});
