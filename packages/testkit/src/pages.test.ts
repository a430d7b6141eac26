import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startPages } from './pages.ts';
import type { Pages } from './pages.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

let root: string;
let pages: Pages;

beforeEach(async () => {
  root = await temporaryFolder('pages');
  await mkdir(join(root, 'stable-rollout-10%'));
  await writeFile(join(root, 'stable-rollout-10%', 'appcast.xml'), '<item/>'.repeat(50));
  await writeFile(join(root, 'app.AppImage'), '0123456789');
  pages = await startPages({ root });
});

afterEach(async () => {
  await pages.close();
  await removeFolder(root);
});

/** `fetch` adds headers of its own and tidies paths; this sends what is written. */
async function send(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  const { port } = new URL(pages.url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, resolve).once('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks),
  };
}

const FEED = '/stable-rollout-10%25/appcast.xml';

describe('the static host', () => {
  it('serves a feed whose name holds a percent sign under its encoded address alone', async () => {
    expect((await send(FEED)).body.toString()).toBe('<item/>'.repeat(50));
    expect((await send('/stable-rollout-10%/appcast.xml')).status).toBe(400);
  });

  it('lets a raw percent sign through where it is told to', async () => {
    const lax = await startPages({ root, rejectRawPercent: false });
    await pages.close();
    pages = lax;
    expect((await send('/stable-rollout-10%/appcast.xml')).status).toBe(200);
  });

  it('says how long an answer may be kept, ten minutes unless told', async () => {
    expect((await send(FEED)).headers['cache-control']).toBe('max-age=600');
  });

  it('answers 304 without a body while the content is the same, and 200 once it changed', async () => {
    const etag = String((await send(FEED)).headers.etag);
    const again = await send(FEED, { 'If-None-Match': etag });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
    await writeFile(join(root, 'stable-rollout-10%', 'appcast.xml'), '<ITEM/>'.repeat(50));
    expect((await send(FEED, { 'If-None-Match': etag })).status).toBe(200);
  });

  it('compresses a feed when asked, under a strong tag of its own', async () => {
    const plain = await send(FEED);
    const zipped = await send(FEED, { 'Accept-Encoding': 'br, gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    const unwanted = await send(FEED, { 'Accept-Encoding': 'gzip;q=0, deflate' });
    expect(unwanted.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('sends a part of a file: %s', async (range, text, stated) => {
    const part = await send('/app.AppImage', { Range: range });
    expect([part.status, part.body.toString()]).toEqual([206, text]);
    expect(part.headers['content-range']).toBe(stated);
  });

  it('refuses a part that is not there, and sends all when the file is no longer the same', async () => {
    expect((await send('/app.AppImage', { Range: 'bytes=10-' })).status).toBe(416);
    const other = await send('/app.AppImage', { Range: 'bytes=2-4', 'If-Range': '"old"' });
    expect([other.status, other.body.length]).toEqual([200, 10]);
  });

  it('answers a missing file with a page of HTML', async () => {
    const missing = await send('/nothing/appcast.xml');
    expect(missing.status).toBe(404);
    expect(missing.headers['content-type']).toContain('text/html');
    expect(missing.body.toString()).toContain('<!DOCTYPE html>');
  });

  it('leads to a folder by its slash and finds its index page', async () => {
    await writeFile(join(root, 'stable-rollout-10%', 'index.html'), 'index');
    const moved = await send('/stable-rollout-10%25');
    expect([moved.status, moved.headers.location]).toEqual([301, '/stable-rollout-10%25/']);
    expect((await send('/stable-rollout-10%25/')).body.toString()).toBe('index');
  });

  it('never serves what lies outside, not even through a symlink', async () => {
    await symlink('/etc', join(root, 'out'));
    expect((await send('/out/hostname')).status).toBe(404);
    expect((await send('/../../etc/hostname')).status).toBe(400);
    expect((await send('/%2e%2e/%2e%2e/etc/hostname')).status).toBe(400);
  });

  it('takes no other method', async () => {
    expect((await fetch(`${pages.url}${FEED}`, { method: 'POST' })).status).toBe(405);
    const head = await fetch(`${pages.url}${FEED}`, {
      method: 'HEAD',
      headers: { 'Accept-Encoding': 'identity' },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '350']);
  });

  it('records every request as it came and what was sent', async () => {
    await send(`${FEED}?t=1`, { 'X-Id': 'seven' });
    await send('/none');
    const [feed, none] = pages.requests;
    expect(feed).toMatchObject({
      method: 'GET',
      path: FEED,
      query: 't=1',
      status: 200,
      bytes: 350,
    });
    expect(feed?.headers['x-id']).toBe('seven');
    expect(none).toMatchObject({ path: '/none', status: 404 });
    pages.forget();
    expect(pages.requests).toEqual([]);
  });
});

describe('a failure on a path', () => {
  it('answers with a status, as often as asked, and then is over', async () => {
    pages.fail('/stable-rollout-10%/appcast.xml', 503, 1);
    expect((await send(FEED)).status).toBe(503);
    expect((await send(FEED)).status).toBe(200);
  });

  it('answers with another body and headers until it is undone', async () => {
    const undo = pages.fail(/appcast/, {
      status: 200,
      body: '<html>',
      headers: { 'Retry-After': '9' },
    });
    const wrong = await send(FEED);
    expect([wrong.body.toString(), wrong.headers['retry-after']]).toEqual(['<html>', '9']);
    undo();
    expect((await send(FEED)).body.length).toBe(350);
  });

  it('resets the connection', async () => {
    pages.fail(FEED, 'reset');
    await expect(send(FEED)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(pages.requests[0]).toMatchObject({ status: 0, bytes: 0 });
  });

  it('hangs until the client gives up or the host is closed', async () => {
    pages.fail(FEED, 'hang');
    const impatient = fetch(`${pages.url}${FEED}`, { signal: AbortSignal.timeout(500) });
    await expect(impatient).rejects.toMatchObject({ name: 'TimeoutError' });
    const patient = send(FEED);
    const ended = expect(patient).rejects.toMatchObject({ code: 'ECONNRESET' });
    await until(() => pages.requests.length === 2);
    await pages.close();
    await ended;
    pages = await startPages({ root });
  });

  it('cuts the body short of the length it promised', async () => {
    pages.fail('/app.AppImage', { cutAt: 4 });
    const { port } = new URL(pages.url);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/app.AppImage', agent: false }, resolve).once(
        'error',
        reject,
      );
    });
    expect(response.headers['content-length']).toBe('10');
    const read = (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
      }
      return chunks;
    })();
    await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(pages.requests[0]).toMatchObject({ status: 200, bytes: 4 });
  });

  it('falls silent in the middle of a body', async () => {
    pages.fail('/app.AppImage', { stallAt: 3 });
    const response = await fetch(`${pages.url}/app.AppImage`, {
      signal: AbortSignal.timeout(1000),
    });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(3);
    await expect(reader?.read()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('drips the right content slowly', async () => {
    pages.fail('/app.AppImage', { drip: { bytes: 3, everyMs: 10 } });
    const started = performance.now();
    expect((await send('/app.AppImage')).body.toString()).toBe('0123456789');
    expect(performance.now() - started).toBeGreaterThan(30);
    expect(pages.requests[0]).toMatchObject({ status: 200, bytes: 10 });
  });

  it('alters the content and nothing else', async () => {
    pages.fail('/app.AppImage', { alter: (body) => Buffer.from(body).fill('x', 0, 1) });
    const altered = await send('/app.AppImage');
    expect([altered.status, altered.body.toString()]).toEqual([200, 'x123456789']);
    const digest = createHash('sha256').update(altered.body).digest('hex');
    expect(digest).not.toBe(createHash('sha256').update('0123456789').digest('hex'));
  });

  it('sends the whole file from a host that knows no ranges', async () => {
    pages.fail('/app.AppImage', 'no-ranges');
    const whole = await send('/app.AppImage', { Range: 'bytes=2-4' });
    expect([whole.status, whole.body.toString()]).toEqual([200, '0123456789']);
  });

  it('says something else about the right content, or nothing', async () => {
    pages.fail('/app.AppImage', {
      relabel: { 'content-range': 'bytes 0-2/10', 'content-length': undefined },
    });
    const part = await send('/app.AppImage', { Range: 'bytes=2-4' });
    expect([part.status, part.body.toString()]).toEqual([206, '234']);
    expect(part.headers['content-range']).toBe('bytes 0-2/10');
    expect(part.headers['content-length']).toBeUndefined();
  });

  it('goes by the newest rule', async () => {
    pages.fail(/./, 500);
    const undo = pages.fail(FEED, 404);
    expect((await send(FEED)).status).toBe(404);
    undo();
    expect((await send(FEED)).status).toBe(500);
  });
});
