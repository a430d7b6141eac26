import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { startPages, temporaryFolder } from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { awaitPublished, expectedFeeds, lookAt, publishedUrl } from './published.ts';
import type { Published } from './published.ts';
import { httpSite } from './site.ts';

const PATH = 'updates/linux/stable-rollout-10%/appcast.xml';

let root: string;
let pages: Pages;

beforeEach(async () => {
  root = await temporaryFolder('pages');
  await mkdir(join(root, dirname(PATH)), { recursive: true });
  await writeFile(join(root, PATH), '<rss>old</rss>');
  pages = await startPages({ root, maxAgeSeconds: 600 });
});

afterEach(() => pages.close());

function look(
  waitMs: number,
  onProgress: (line: string) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<Published> {
  const edits = [{ path: PATH, before: undefined, after: '<rss>new</rss>', role: 'feed' as const }];
  const expected = expectedFeeds(edits, `${pages.url}/updates`);
  return awaitPublished(httpSite(), expected, { waitMs, signal, progress: onProgress });
}

describe('the published feed', () => {
  it('is asked for past every cache, with the percent sign encoded once', async () => {
    await writeFile(join(root, PATH), '<rss>new</rss>');
    expect(await look(5000)).toMatchObject({ kind: 'confirmed' });
    const [request] = pages.requests;
    expect(request?.path).toBe('/updates/linux/stable-rollout-10%25/appcast.xml');
    expect(request?.headers['cache-control']).toBe('no-cache');
  });

  it('is waited for until it is byte for byte what was meant', async () => {
    const lines: string[] = [];
    const seen = await look(10_000, (line) => {
      lines.push(line);
      if (lines.length === 2) {
        void writeFile(join(root, PATH), '<rss>new</rss>');
      }
    });
    expect(seen).toMatchObject({ kind: 'confirmed' });
    expect(lines[0]).toContain('the host still serves other bytes');
  });

  it.each([
    [404, 'the host answers 404 (not found)'],
    [{ status: 304, body: '', headers: {} }, 'the host answers 304 (not modified'],
    [500, 'the host answers 500 (server error)'],
    ['reset', 'the host broke the connection off'],
    [
      { status: 200, body: '<!DOCTYPE html><html></html>', headers: {} },
      'a web page in place of the feed',
    ],
  ] as const)('is pending, in words, when the host answers %j', async (how, words) => {
    pages.fail(/appcast/, how);
    const seen = await look(300);
    expect(seen.kind).toBe('pending');
    expect(seen.kind === 'pending' ? seen.problems[0] : '').toContain(words);
  });

  it('is pending when nothing listens there', async () => {
    await pages.close();
    const seen = await look(0);
    expect(seen.kind === 'pending' ? seen.problems[0] : '').toContain(
      'nothing listens at that address',
    );
    pages = await startPages({ root });
  });

  it('has to be right twice in a row where caches answer, once where none does', async () => {
    await writeFile(join(root, PATH), '<rss>new</rss>');
    expect(await look(5000)).toMatchObject({ kind: 'confirmed' });
    expect(pages.requests).toHaveLength(2);
    await pages.close();
    pages = await startPages({ root, maxAgeSeconds: 0 });
    expect(await look(5000)).toMatchObject({ kind: 'confirmed' });
    expect(pages.requests).toHaveLength(1);
  });

  it('is not believed while an edge still has the old one every other time', async () => {
    const [fresh, stale] = [await temporaryFolder('fresh'), root];
    await mkdir(join(fresh, dirname(PATH)), { recursive: true });
    await writeFile(join(fresh, PATH), '<rss>new</rss>');
    await pages.close();
    let asked = 0;
    let lags = true;
    pages = await startPages({
      root: () => {
        asked += 1;
        return lags && asked % 2 === 0 ? stale : fresh;
      },
    });
    const seen = await look(2500);
    expect(seen).toMatchObject({ kind: 'pending' });
    expect(asked).toBeGreaterThan(2);
    const later = await look(20_000, () => {
      lags = asked < 6;
    });
    expect(later).toMatchObject({ kind: 'confirmed' });
  });

  it('counts as right through its alias, on a host that does not take the percent sign', async () => {
    const alias = PATH.replace('%', '');
    await mkdir(join(root, dirname(alias)), { recursive: true });
    await writeFile(join(root, alias), '<rss>new</rss>');
    await writeFile(join(root, PATH), '<rss>new</rss>');
    pages.fail(/%/, 404);
    const file = { before: undefined, after: '<rss>new</rss>' };
    const edits = [
      { ...file, path: PATH, role: 'feed' as const },
      { ...file, path: alias, role: 'alias' as const },
    ];
    const expected = expectedFeeds(edits, `${pages.url}/updates`);
    const patience = {
      waitMs: 5000,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    const seen = await awaitPublished(httpSite(), expected, patience);
    expect(seen.kind === 'confirmed' ? seen.notes.join() : seen).toContain(
      'clients read the alias',
    );
    expect(await lookAt(httpSite(), expected, patience.signal)).toEqual([]);
    pages.fail(/%/, 500);
    expect(await lookAt(httpSite(), expected, patience.signal)).toHaveLength(1);
  });

  it('is given up in time on a host that takes the connection and says nothing', async () => {
    pages.fail(/appcast/, 'hang');
    const seen = await look(300);
    expect(seen.kind === 'pending' ? seen.problems[0] : seen).toContain('no answer within 2 s');
  });

  it('says how long it has been waited for, and what is to go', async () => {
    const lines: string[] = [];
    await look(600, (line) => lines.push(line));
    expect(lines[0]).toMatch(
      /^Waiting for the host, 0 s of 1: 1 of 1 files to go; http.*stable-rollout-10%25.*other bytes$/,
    );
  });

  it('stops being waited for at once when the operator stops', async () => {
    const stop = new AbortController();
    expect(await look(60_000, () => stop.abort(), stop.signal)).toEqual({ kind: 'interrupted' });
  });

  it('has its address from the layout, or from its name alone', () => {
    expect(publishedUrl(PATH, 'https://example.com/u/')).toBe(
      'https://example.com/u/linux/stable-rollout-10%25/appcast.xml',
    );
    expect(publishedUrl('feeds/my app.xml', 'https://example.com/u')).toBe(
      'https://example.com/u/my%20app.xml',
    );
  });
});
