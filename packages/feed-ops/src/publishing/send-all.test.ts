import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFolder } from '@phasegate/testkit';
import { expect, it } from 'vitest';

import { CONFIG, memoryProduct } from '../memory.fixture.ts';
import type { FeedRepository } from '../git/feed-repository.ts';
import { folderTarget } from './folder-target.ts';
import { sendToAll } from './send-all.ts';

const FEED = 'updates/linux/stable/appcast.xml';

/** Two commits of one product, and a remote whose newest one becomes the second while the first is being sent. */
async function movingRemote(): Promise<{ repository: FeedRepository; newest: string }> {
  const product = await memoryProduct(['1.0.0'], CONFIG);
  const first = new Map(product.files);
  await product.change({ kind: 'renew', root: false });
  const commits: Readonly<Record<string, ReadonlyMap<string, string>>> = {
    first,
    second: product.files,
  };
  const repository = {
    root: '/',
    pushes: true,
    catchUp: () => Promise.resolve({ ok: true, value: { commit: 'second', ahead: 0 } }),
    read: (base: { commit: string }, paths: readonly string[]) =>
      Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const text = commits[base.commit]?.get(path);
            return text === undefined ? [] : [[path, Buffer.from(text)] as const];
          }),
        ),
      ),
    list: () => Promise.resolve([...first.keys()]),
  } as unknown as FeedRepository;
  return { repository, newest: product.files.get(FEED) ?? '' };
}

it('a slower operator leaves what somebody else has pushed in the meantime, not older feeds', async () => {
  const { repository, newest } = await movingRemote();
  const folder = await temporaryFolder('www');
  const target = folderTarget({ kind: 'folder', name: 'www', path: folder }, '/');
  const lines: string[] = [];
  const sent = await sendToAll(
    {
      repository,
      targets: [target],
      dryRun: false,
      signal: new AbortController().signal,
      progress: (line) => lines.push(line),
    },
    { commit: 'first', ahead: 0 },
  );
  expect(sent).toMatchObject({ ok: true, value: { reports: [{ outcome: { kind: 'right' } }] } });
  expect(await readFile(join(folder, 'linux/stable/appcast.xml'), 'utf8')).toBe(newest);
  expect(lines.join()).toContain('Somebody else pushed in the meantime');
});
