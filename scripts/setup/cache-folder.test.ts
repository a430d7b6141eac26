import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { cacheRoot, cachedFolder } from './cache-folder.ts';

describe('the cache outside the tree', () => {
  it('follows XDG_CACHE_HOME and ignores a relative one', () => {
    expect(cacheRoot({ XDG_CACHE_HOME: '/var/cache/me', HOME: '/home/me' })).toBe(
      '/var/cache/me/phasegate',
    );
    expect(cacheRoot({ XDG_CACHE_HOME: 'here', HOME: '/home/me' })).toBe(
      '/home/me/.cache/phasegate',
    );
    expect(cacheRoot({ HOME: '/home/me' })).toBe('/home/me/.cache/phasegate');
  });

  it('fills a folder once and then only finds it', async () => {
    const root = await temporaryFolder();
    let fills = 0;
    const fill = async (folder: string): Promise<void> => {
      fills += 1;
      await writeFile(path.join(folder, 'file'), 'whole');
    };
    const first = await cachedFolder(root, 'thing', fill);
    expect(await cachedFolder(root, 'thing', fill)).toBe(first);
    expect([fills, await readFile(path.join(first, 'file'), 'utf8')]).toEqual([1, 'whole']);
  });

  it('gives two that fill at once the same whole folder and leaves nothing beside it', async () => {
    const root = await temporaryFolder();
    let startBoth: (() => void) | undefined;
    const bothStarted = new Promise<void>((resolve) => (startBoth = resolve));
    let fills = 0;
    const fill = async (folder: string): Promise<void> => {
      fills += 1;
      const mine = String(fills);
      if (fills === 2) startBoth?.();
      await bothStarted;
      await writeFile(path.join(folder, 'a'), mine);
      await writeFile(path.join(folder, 'b'), mine);
    };
    const [one, other] = await Promise.all([
      cachedFolder(root, 'thing', fill),
      cachedFolder(root, 'thing', fill),
    ]);
    const read = (name: string): Promise<string> => readFile(path.join(one, name), 'utf8');
    expect([fills, other, await readdir(root)]).toEqual([2, one, ['thing']]);
    expect(await read('a')).toBe(await read('b'));
  });

  it('keeps nothing of a fill that failed, and tries again the next time', async () => {
    const root = await temporaryFolder();
    const failing = async (folder: string): Promise<void> => {
      await writeFile(path.join(folder, 'half'), '');
      throw new Error('cut off');
    };
    await expect(cachedFolder(root, 'thing', failing)).rejects.toThrow('cut off');
    expect(await readdir(root)).toEqual([]);
    await cachedFolder(root, 'thing', () => Promise.resolve());
    expect(await readdir(root)).toEqual(['thing']);
  });

  it('removes what a killed process left more than a day ago, and nothing younger', async () => {
    const root = await temporaryFolder();
    const old = path.join(root, '.tmp-thing-1-aa');
    await mkdir(old);
    await mkdir(path.join(root, '.tmp-thing-2-bb'));
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(old, twoDaysAgo, twoDaysAgo);
    await cachedFolder(root, 'thing', () => Promise.resolve());
    expect((await readdir(root)).toSorted()).toEqual(['.tmp-thing-2-bb', 'thing']);
  });

  it('names the folder when it cannot be written, and when the disk is full', async () => {
    const file = path.join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    const below = path.join(file, 'cache');
    await expect(cachedFolder(below, 'thing', () => Promise.resolve())).rejects.toMatchObject({
      code: 'cache-not-writable',
      message: expect.stringContaining(below) as string,
    });
    const full = (): Promise<void> =>
      Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    const root = await temporaryFolder();
    await expect(cachedFolder(root, 'thing', full)).rejects.toMatchObject({ code: 'disk-full' });
  });
});
