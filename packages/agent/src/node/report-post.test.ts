import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReportPost } from './report-post.ts';

interface Seen {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: Server;
let url: string;
let seen: Seen[];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
const never = new AbortController().signal;
const post = (
  body = '{}',
  signal: AbortSignal = never,
): ReturnType<ReturnType<typeof createReportPost>> =>
  createReportPost({ fetch, url, allowLoopbackHttp: true, timeout: 2000 })(body, signal);

beforeEach(async () => {
  seen = [];
  answer = (response) => response.writeHead(202).end();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const pairs = request.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [[name.toLowerCase(), all[at + 1] ?? '']] : [],
      );
      seen.push({
        line: `${request.method} ${request.url}`,
        headers: Object.fromEntries(pairs) as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a request with reports', () => {
  it('carries its body and no header that says more than docs/privacy.md', async () => {
    expect(await post('{"a":1}')).toEqual({ kind: 'answered', status: 202, retryAfter: undefined });
    expect(seen).toEqual([
      {
        line: 'POST /v1/events',
        body: '{"a":1}',
        headers: {
          host: new URL(url).host,
          connection: 'keep-alive',
          'content-type': 'application/json',
          'content-length': '7',
          'user-agent': 'phasegate/0.1.0',
          'accept-language': '*',
          accept: '*/*',
          'accept-encoding': 'gzip, deflate',
          'sec-fetch-mode': 'cors',
          'cache-control': 'no-cache',
          pragma: 'no-cache',
        },
      },
    ]);
  });

  it("names the app only by the app's token, and brings no cookie back", async () => {
    answer = (response) => response.writeHead(202, { 'Set-Cookie': 'id=7; Path=/' }).end();
    const send = createReportPost({ fetch, url, appToken: 'notes-1', allowLoopbackHttp: true });
    await send('{}', never);
    await send('{}', never);
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer notes-1',
      'Bearer notes-1',
    ]);
    expect(seen[1]?.headers).not.toHaveProperty('cookie');
  });

  it('tells the status and what the collector wants', async () => {
    answer = (response) => response.writeHead(503, { 'Retry-After': '120' }).end('busy');
    expect(await post()).toEqual({ kind: 'answered', status: 503, retryAfter: '120' });
  });

  it.each([301, 302, 307, 308])('follows no redirect (%i): the body stays here', async (status) => {
    answer = (response, request) =>
      request.url === '/v1/events'
        ? response.writeHead(status, { Location: `${url}/elsewhere` }).end()
        : response.writeHead(202).end();
    expect(await post()).toMatchObject({ kind: 'unreachable' });
    expect(seen).toHaveLength(1);
  });

  it('that finds nobody, or is cut off, says why and throws nothing', async () => {
    answer = (response) => response.destroy();
    expect(await post()).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('could not be reached') as string,
    });
    server.close();
    server.closeAllConnections();
    expect(await post()).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('is given up when no answer comes, and at once when reports end', async () => {
    answer = () => undefined;
    const send = createReportPost({ fetch, url, allowLoopbackHttp: true, timeout: 50 });
    expect(await send('{}', never)).toMatchObject({
      message: expect.stringContaining('50 ms') as string,
    });
    const ending = new AbortController();
    const sent = post('{}', ending.signal);
    ending.abort();
    expect(await sent).toMatchObject({ kind: 'unreachable' });
    expect(await post('{}', ending.signal)).toMatchObject({ kind: 'unreachable' });
  });
});

describe('an address for reports', () => {
  it.each(['http://collector.example.com/v1/events', 'http://127.0.0.1/v1/events', 'ftp://a/b'])(
    'is https, and not %s',
    (odd) => {
      expect(() => createReportPost({ fetch, url: odd, allowLoopbackHttp: false })).toThrow(
        expect.objectContaining({ code: 'bad-configuration' }) as Error,
      );
    },
  );

  it('may be http to this machine where the app allows it, and to no other', () => {
    const make = (at: string): unknown =>
      createReportPost({ fetch, url: at, allowLoopbackHttp: true });
    expect(() => make('http://127.0.0.1/v1/events')).not.toThrow();
    expect(() => make('https://collector.example.com/v1/events')).not.toThrow();
    expect(() => make('http://127.0.0.1.example.com/v1/events')).toThrow(/https/);
  });
});
