import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answerFor, errorPage } from './answer.ts';
import type { Answer } from './answer.ts';
import { deliver } from './failure.ts';
import type { Failure } from './failure.ts';
import { readRequestTarget } from './request-target.ts';
import type { RequestTarget } from './request-target.ts';
import { findFile } from './static-file.ts';

/** What is served, and how. */
export interface PagesOptions {
  /** The folder served; it may change while serving. A function is asked anew for each request. */
  readonly root: string | (() => string);
  /** `Cache-Control: max-age`; 600 as on GitHub Pages. */
  readonly maxAgeSeconds?: number;
  /** True (default): a `%` without two hex digits after it is 400, as from nginx. */
  readonly rejectRawPercent?: boolean;
}

/** One request as it came, and what became of it. */
export interface RecordedRequest {
  readonly method: string;
  /** As on the wire: encoded, without the query. */
  readonly path: string;
  readonly query: string;
  /** What the client sent, names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The status sent; 0 where no answer was given (hang, reset). */
  readonly status: number;
  /** Bytes of the body sent. */
  readonly bytes: number;
  /** Milliseconds on the process's monotonic clock. */
  readonly at: number;
}

/** A static host on loopback that behaves like GitHub Pages. */
export interface Pages {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Every request since the start or the last {@link Pages.forget}, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  readonly forget: () => void;
  /**
   * Makes a path fail from now on (`times`: so often, then right again); the newest rule wins. A text is compared
   * with the decoded path and with the one on the wire, an expression is tried on both. Returns the undo.
   */
  readonly fail: (path: RegExp | string, how: Failure, times?: number) => () => void;
  /** Ends every connection, hanging ones too. */
  readonly close: () => Promise<void>;
}

interface Rule {
  readonly path: RegExp | string;
  readonly how: Failure;
  left: number;
}

interface Host {
  readonly options: PagesOptions;
  readonly rules: Rule[];
  readonly requests: { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] }[];
}

/** Starts a host on a free port of 127.0.0.1. */
export async function startPages(options: PagesOptions): Promise<Pages> {
  const host: Host = { options, rules: [], requests: [] };
  const server = createServer((request, response) => void serve(host, request, response));
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests: host.requests,
    forget: () => void host.requests.splice(0),
    fail: (path, how, times = Number.POSITIVE_INFINITY) =>
      addRule(host.rules, { path, how, left: times }),
    close: () => stop(server),
  };
}

/** Listens on a free loopback port and tells which. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Stops listening and ends the connections that are open. */
export async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function addRule(rules: Rule[], rule: Rule): () => void {
  rules.unshift(rule);
  return () => {
    const at = rules.indexOf(rule);
    if (at >= 0) {
      rules.splice(at, 1);
    }
  };
}

async function serve(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', headers, url = '/' } = request;
  const target = readRequestTarget(url, host.options.rejectRawPercent ?? true);
  const { raw: path, query } = target;
  const record = { method, path, query, headers, status: 0, bytes: 0, at: performance.now() };
  host.requests.push(record);
  const failure = failureOn(host.rules, target);
  const { range, ...rest } = headers;
  const heard = failure === 'no-ranges' || range === undefined ? rest : headers;
  const { status, send } = deliver(await rightAnswer(host.options, method, target, heard), failure);
  record.status = status;
  response.on('error', () => undefined);
  send(response, (bytes) => {
    record.bytes += bytes;
  });
}

function failureOn(rules: readonly Rule[], target: RequestTarget): Failure | undefined {
  const names = target.ok ? [target.path, target.raw] : [target.raw];
  const rule = rules.find(
    ({ path, left }) =>
      left > 0 &&
      names.some((name) => (typeof path === 'string' ? path === name : path.test(name))),
  );
  if (rule === undefined) {
    return undefined;
  }
  rule.left -= 1;
  return rule.how;
}

async function rightAnswer(
  { root, maxAgeSeconds = 600 }: PagesOptions,
  method: string,
  target: RequestTarget,
  headers: IncomingHttpHeaders,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') {
    return errorPage(405, { allow: 'GET, HEAD' });
  }
  if (!target.ok) {
    return errorPage(target.status);
  }
  try {
    const folder = typeof root === 'string' ? root : root();
    return answerFor(await findFile(folder, target.path), headers, maxAgeSeconds);
  } catch (error) {
    return errorPage(500, { 'x-cause': encodeURIComponent(String(error)) });
  }
}
