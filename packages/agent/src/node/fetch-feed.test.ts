import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { removeFolder, startPages, temporaryFolder } from '@phasegate/testkit';
import type { Failure, Pages } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFeedFetcher } from './fetch-feed.ts';

let folder: string;
let pages: Pages;
const fetchFeed = createFeedFetcher({ fetch, allowLoopbackHttp: true });
/** For servers that never answer; the others may take their time on a busy machine. */
const hasty = createFeedFetcher({ fetch, allowLoopbackHttp: true, timeout: 300 });

beforeEach(async () => {
  folder = await temporaryFolder('feeds');
  await writeFile(path.join(folder, 'appcast.xml'), '<rss/>');
  pages = await startPages({ root: folder });
});
afterEach(async () => {
  await pages.close();
  await removeFolder(folder);
});

describe('fetching a feed', () => {
  it('gives its bytes and its etag, and asks conditionally from then on', async () => {
    const url = `${pages.url}/appcast.xml`;
    const first = await fetchFeed(url, undefined);
    expect(first).toMatchObject({ kind: 'body', bytes: new TextEncoder().encode('<rss/>') });
    const etag = first.kind === 'body' ? first.etag : undefined;
    expect(etag).toMatch(/^"/);
    expect(await fetchFeed(url, etag)).toEqual({ kind: 'not-modified' });
  });

  it.each([400, 404, 410])('takes %d as "there is no such feed"', async (status) => {
    pages.fail('/appcast.xml', status);
    const answer = await fetchFeed(`${pages.url}/appcast.xml`, undefined);
    expect(answer).toEqual({ kind: 'missing', status });
  });

  it.each([
    ['an error of the server', 503, 'feed-bad-status'],
    ['a reset connection', 'reset', 'feed-unreachable'],
    ['a server that never answers', 'hang', 'feed-unreachable'],
    ['a body that stops half-way', { stallAt: 3 }, 'feed-unreachable'],
    ['a body that never ends', { status: 200, body: ' '.repeat(2 ** 20 + 1) }, 'feed-too-large'],
  ] as const)('gives up on %s with a code of its own', async (_what, how, code) => {
    pages.fail('/appcast.xml', how);
    const waits = how === 'hang' || (typeof how === 'object' && 'stallAt' in how);
    const ask = waits ? hasty : fetchFeed;
    await expect(ask(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({ code });
  });

  it('gives up on a host that sends a byte now and then, and on one that falls silent, by limits of its own', async () => {
    pages.fail('/appcast.xml', { drip: { bytes: 1, everyMs: 150 } });
    await expect(hasty(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({
      code: 'feed-unreachable',
      message: expect.stringContaining('not complete after 300 ms') as string,
    });
    const restless = createFeedFetcher({ fetch, allowLoopbackHttp: true, idleTimeout: 100 });
    pages.fail('/appcast.xml', { stallAt: 3 });
    await expect(restless(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({
      message: expect.stringContaining('no byte came after 100 ms') as string,
    });
  });

  it('counts bytes decoded, so that a small file cannot become a large one', async () => {
    const body = gzipSync(Buffer.alloc(64 * 2 ** 20));
    pages.fail('/appcast.xml', { status: 200, body, headers: { 'content-encoding': 'gzip' } });
    await expect(fetchFeed(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({
      code: 'feed-too-large',
    });
    pages.fail('/appcast.xml', { status: 200, body: '12345' });
    await expect(fetchFeed(`${pages.url}/appcast.xml`, undefined, 4)).rejects.toMatchObject({
      code: 'feed-too-large',
    });
  });

  it('passes on how long a busy host wants to be left alone', async () => {
    pages.fail('/appcast.xml', { status: 503, headers: { 'retry-after': '120' } });
    await expect(fetchFeed(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({
      code: 'feed-bad-status',
      retryAfter: 120_000,
    });
    pages.fail('/appcast.xml', 503);
    await expect(fetchFeed(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({
      retryAfter: undefined,
    });
  });

  it('follows a redirect, but no circle and none that leaves https', async () => {
    const moved = (location: string): Failure => ({ status: 302, headers: { location } });
    pages.fail('/old.xml', moved('/appcast.xml'));
    expect(await fetchFeed(`${pages.url}/old.xml`, undefined)).toMatchObject({ kind: 'body' });
    pages.fail('/old.xml', moved('/old.xml'));
    await expect(fetchFeed(`${pages.url}/old.xml`, undefined)).rejects.toMatchObject({
      code: 'feed-bad-status',
      message: expect.stringContaining('too many redirects') as string,
    });
    pages.fail('/old.xml', moved('http://example.com/appcast.xml'));
    await expect(fetchFeed(`${pages.url}/old.xml`, undefined)).rejects.toMatchObject({
      code: 'feed-bad-status',
      message: expect.stringContaining('not https') as string,
    });
  });

  it('says which address it was, and why, when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const url = `http://127.0.0.1:${port}/appcast.xml`;
    await expect(fetchFeed(url, undefined)).rejects.toMatchObject({
      code: 'feed-unreachable',
      message: expect.stringMatching(
        /127\.0\.0\.1:\d+\/appcast\.xml could not be fetched \(.*ECONNREFUSED/,
      ) as string,
    });
  });

  it('takes no plain http but from this machine, and only where the app allows that', async () => {
    const strict = createFeedFetcher({ fetch, allowLoopbackHttp: false });
    await expect(strict(`${pages.url}/appcast.xml`, undefined)).rejects.toMatchObject({
      code: 'bad-configuration',
    });
    await expect(fetchFeed('http://example.com/appcast.xml', undefined)).rejects.toMatchObject({
      code: 'bad-configuration',
    });
  });
});
