import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, describe, expect, it } from 'vitest';

import { findWorkTree, unfit } from './work-tree.ts';

const PATH = 'updates/linux/stable-rollout-10%/appcast.xml';

let remote: Remote;

afterEach(() => remote.dispose());

async function made(): Promise<string> {
  remote = await createRemote({ files: { [PATH]: 'first' } });
  return remote.clone();
}

describe('a work tree that is not fit', () => {
  async function codeOf(folder: string, filesFollow = true): Promise<unknown> {
    const tree = await findWorkTree(folder);
    return tree.ok ? await unfit(tree.value, filesFollow) : tree.refusal;
  }

  it('is refused with uncommitted changes, which it names', async () => {
    const folder = await made();
    await writeFile(join(folder, PATH), 'changed');
    expect(await codeOf(folder)).toMatchObject({ code: 'dirty-tree', exit: 4 });
    expect(JSON.stringify(await codeOf(folder))).toContain(PATH);
  });

  it('may have changes where its files are not to follow', async () => {
    const folder = await made();
    await writeFile(join(folder, PATH), 'changed');
    expect(await codeOf(folder, false)).toBeUndefined();
  });

  it('is refused where git does not know who it is', async () => {
    const folder = await made();
    const home = process.env['HOME'];
    await git(folder, ['config', '--unset', 'user.email']);
    process.env['HOME'] = join(folder, '.git');
    try {
      expect(await codeOf(folder)).toMatchObject({ code: 'no-identity', exit: 4 });
    } finally {
      process.env['HOME'] = home;
    }
  });

  it('is refused outside of git, and where nothing is', async () => {
    const folder = await made();
    expect(await codeOf(join(folder, 'nothing'))).toMatchObject({ code: 'no-such-file', exit: 2 });
    await rm(join(folder, '.git'), { recursive: true });
    expect(await codeOf(folder)).toMatchObject({ code: 'not-a-work-tree', exit: 4 });
  });
});
