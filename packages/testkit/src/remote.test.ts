import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { git, GitFailure } from './git.ts';
import { createRemote } from './remote.ts';
import type { Remote } from './remote.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

let remote: Remote;

beforeEach(async () => {
  remote = await createRemote({ files: { 'updates/linux/stable/appcast.xml': '<rss/>\n' } });
});

afterEach(() => remote.dispose());

const PATH = 'updates/linux/stable/appcast.xml';

async function commit(folder: string, text: string): Promise<void> {
  await writeFile(join(folder, PATH), text);
  await git(folder, ['commit', '--quiet', '-a', '-m', `Write ${text}`]);
}

describe('the git remote', () => {
  it('gives work trees on gh-pages that commit and push by themselves', async () => {
    const folder = await remote.clone();
    expect(await git(folder, ['branch', '--show-current'])).toBe('gh-pages');
    await commit(folder, 'changed');
    await git(folder, ['push', '--quiet']);
    expect(await remote.read(PATH)).toBe('changed');
    expect(await remote.log()).toEqual(['Write changed', 'Begin']);
    expect(await git(folder, ['log', '-1', '--format=%an'])).toBe('Test Operator');
  });

  it('is independent of the git configuration of the user', async () => {
    const home = await temporaryFolder('home');
    await mkdir(join(home, 'hooks'));
    await writeFile(join(home, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const settings = `[commit]\n\tgpgsign = true\n[core]\n\thooksPath = ${join(home, 'hooks')}\n\tautocrlf = true\n`;
    await writeFile(join(home, 'config'), settings);
    const folder = await remote.clone();
    const environment = { GIT_CONFIG_GLOBAL: join(home, 'config') };
    await writeFile(join(folder, PATH), 'a\r\n');
    await git(folder, ['commit', '--quiet', '-a', '-m', 'With CR'], environment);
    await git(folder, ['push', '--quiet'], environment);
    expect(await remote.read(PATH)).toBe('a\r\n');
    await removeFolder(home);
  });

  it('lets somebody else publish in between, and takes no push that would lose it', async () => {
    const folder = await remote.clone();
    const theirs = await remote.publish({ 'theirs.txt': 'theirs' }, 'Theirs');
    expect(await remote.head()).toBe(theirs);
    await commit(folder, 'mine');
    await expect(git(folder, ['push'])).rejects.toBeInstanceOf(GitFailure);
    await expect(git(folder, ['push', '--force'])).rejects.toThrow(/non-fast-forward|denying/);
    expect(await remote.read('theirs.txt')).toBe('theirs');
    await git(folder, ['pull', '--quiet', '--rebase']);
    await git(folder, ['push', '--quiet']);
    expect(await remote.log()).toEqual(['Write mine', 'Theirs', 'Begin']);
  });

  it('removes a file that is published as absent', async () => {
    await remote.publish({ [PATH]: undefined });
    expect(await remote.read(PATH)).toBeUndefined();
  });

  it('can begin without any commit', async () => {
    const empty = await createRemote({ empty: true });
    expect(await empty.head()).toBeUndefined();
    const folder = await empty.clone();
    expect(await git(folder, ['branch', '--show-current'])).toBe('gh-pages');
    await writeFile(join(folder, 'first'), '1');
    await git(folder, ['add', '--all']);
    await git(folder, ['commit', '--quiet', '-m', 'First']);
    await git(folder, ['push', '--quiet']);
    expect(await empty.log()).toEqual(['First']);
    await empty.dispose();
  });

  it('refuses pushes with its sentence until that is undone', async () => {
    const undo = await remote.refusePushes("it's closed");
    const folder = await remote.clone();
    await commit(folder, 'mine');
    await expect(git(folder, ['push'])).rejects.toThrow("it's closed");
    expect(await remote.read(PATH)).toBe('<rss/>\n');
    await undo();
    await git(folder, ['push', '--quiet']);
    expect(await remote.read(PATH)).toBe('mine');
  });

  it('lets pushes hang until they are let go', async () => {
    const pushes = await remote.hangPushes();
    const folder = await remote.clone();
    await commit(folder, 'mine');
    const push = git(folder, ['push', '--quiet']);
    await pushes.arrived();
    expect(await remote.read(PATH)).toBe('<rss/>\n');
    await pushes.letGo();
    await push;
    expect(await remote.read(PATH)).toBe('mine');
  });

  it('leaves nothing behind once disposed of, not even a push that hangs', async () => {
    const folder = await remote.clone();
    expect(await readFile(join(folder, PATH), 'utf8')).toBe('<rss/>\n');
    const pushes = await remote.hangPushes();
    await commit(folder, 'mine');
    const push = expect(git(folder, ['push'])).rejects.toBeInstanceOf(GitFailure);
    await pushes.arrived();
    await remote.dispose();
    await push;
    await expect(access(remote.url)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
