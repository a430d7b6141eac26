import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { git, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readBlobs, writeBlobs } from './blobs.ts';
import { runGit } from './git.ts';

let folder: string;
let gitDir: string;

beforeEach(async () => {
  folder = join(await temporaryFolder('blobs'), 'a "quoted"\nfolder \\n');
  gitDir = join(folder, '.git');
  await mkdir(folder);
  await git(folder, ['init', '--quiet']);
});

afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const TEXTS = ['', 'a\r\nb\n', 'ä€😀', '\n\n', 'no line feed', '"quoted"\tand a tab', 'a\r\nb\n'];

async function written(): Promise<readonly string[]> {
  const hashes = await writeBlobs({ cwd: folder }, gitDir, TEXTS);
  return TEXTS.map((text) => hashes.get(text) ?? '');
}

describe('blobs of many files', () => {
  it('are read as they were written, byte for byte, wherever the clone lies', async () => {
    await git(folder, ['config', 'core.autocrlf', 'true']);
    const hashes = await written();
    const read = await readBlobs({ cwd: folder }, hashes);
    expect(hashes.map((hash) => Buffer.from(read.get(hash) ?? 'x').toString())).toEqual(TEXTS);
    expect((await readdir(gitDir)).filter((name) => name.startsWith('phasegate'))).toEqual([]);
  });

  it('are each the blob that git itself makes of the text', async () => {
    const hashes = await written();
    for (const [at, text] of TEXTS.entries()) {
      const { stdout } = await runGit(['hash-object', '--stdin'], { cwd: folder, input: text });
      expect(hashes[at]).toBe(Buffer.from(stdout).toString().trim());
    }
  });

  it('are an error where one of them is lost, and not an empty file', async () => {
    const hashes = await written();
    const lost = hashes[2] ?? '';
    const place = join(gitDir, 'objects', lost.slice(0, 2), lost.slice(2));
    await rename(place, `${place}.away`);
    await expect(readBlobs({ cwd: folder }, hashes)).rejects.toThrow(
      `git cat-file failed: ${lost} missing (${lost.slice(0, 12)})`,
    );
  });

  it('leave nothing beside the objects where git fails', async () => {
    await rm(join(gitDir, 'objects'), { recursive: true });
    await expect(written()).rejects.toThrow('git hash-object failed');
    expect((await readdir(gitDir)).filter((name) => name.startsWith('phasegate'))).toEqual([]);
  });
});
