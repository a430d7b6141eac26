import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { git } from './git.ts';
import { servePublished } from './published.ts';
import type { PublishedPages } from './published.ts';
import { createRemote } from './remote.ts';
import type { Remote } from './remote.ts';
import { until } from './until.ts';

let remote: Remote;
let pages: PublishedPages | undefined;

beforeEach(async () => {
  remote = await createRemote({ files: { 'feed.xml': 'one', 'old.txt': 'old' } });
});

afterEach(async () => {
  await pages?.close();
  await remote.dispose();
});

const served = async (path: string): Promise<string | number> => {
  const response = await fetch(`${pages?.url}/${path}`);
  return response.ok ? response.text() : response.status;
};

describe('the published site', () => {
  it('serves a push as soon as git push has returned', async () => {
    pages = await servePublished(remote);
    expect(await served('feed.xml')).toBe('one');
    const folder = await remote.clone();
    await writeFile(join(folder, 'feed.xml'), 'two');
    await git(folder, ['rm', '--quiet', 'old.txt']);
    await git(folder, ['commit', '--quiet', '-a', '-m', 'Two']);
    await git(folder, ['push', '--quiet']);
    expect([await served('feed.xml'), await served('old.txt')]).toEqual(['two', 404]);
    expect(pages.deployed()).toBe(await remote.head());
  });

  it('serves nothing of the repository itself', async () => {
    pages = await servePublished(remote);
    expect([await served('.git/HEAD'), await served('HEAD')]).toEqual([404, 404]);
  });

  it('goes on serving the old state for the delay of the host', async () => {
    pages = await servePublished(remote, { delayMs: 1500 });
    await remote.publish({ 'feed.xml': 'two' });
    expect(await served('feed.xml')).toBe('one');
    await until(async () => (await served('feed.xml')) === 'two');
  });

  it('deploys on demand alone where it is told so', async () => {
    pages = await servePublished(remote, { deployOnPush: false });
    const commit = await remote.publish({ 'feed.xml': 'two' });
    expect(await served('feed.xml')).toBe('one');
    expect(await pages.deploy()).toBe(commit);
    expect(await served('feed.xml')).toBe('two');
  });

  it('answers from the old and the new edge in turn', async () => {
    pages = await servePublished(remote);
    await remote.publish({ 'feed.xml': 'two' });
    pages.lagEverySecondRequest(true);
    const seen = [await served('feed.xml'), await served('feed.xml'), await served('feed.xml')];
    expect(seen).toEqual(['two', 'one', 'two']);
  });

  it('begins empty on a remote without a commit, and lets pushes through once it is closed', async () => {
    const empty = await createRemote({ empty: true });
    pages = await servePublished(empty);
    expect(await served('feed.xml')).toBe(404);
    await empty.publish({ 'feed.xml': 'one' });
    expect(await served('feed.xml')).toBe('one');
    await pages.close();
    pages = undefined;
    await empty.publish({ 'feed.xml': 'two' });
    expect(await empty.read('feed.xml')).toBe('two');
    await empty.dispose();
  });
});
