import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong: an HTTP status in place of the answer, a connection that breaks, no answer at all. */
export type FeedFault = number | 'reset' | 'hang';

/** One request as it came, and the status that was sent; 0 where none was. */
export interface FeedRequest {
  /** Decoded. */
  readonly path: string;
  /** The status that was sent; 0 where none was. */
  readonly status: number;
  /** As Node gives them, names in lower case. */
  readonly headers: IncomingMessage['headers'];
}

/** Files on loopback, and what is wrong with the host. */
export interface FeedHost {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: FeedRequest[];
  files: ReadonlyMap<string, Uint8Array>;
  faults: readonly Fault[];
  /** Milliseconds before each answer. */
  delay: number;
  readonly close: () => Promise<void>;
}

/** A fault that waits for requests whose path it is meant for. */
export interface Fault {
  readonly how: FeedFault;
  readonly path: RegExp;
  left: number;
}

/** Serves files from memory on a free port of 127.0.0.1, with an ETag each. */
export async function startFeedHost(): Promise<FeedHost> {
  const server = createServer((request, response) => {
    const { delay } = host;
    const timer = setTimeout(() => answer(host, request, response), delay);
    response.once('close', () => clearTimeout(timer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host: FeedHost = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    files: new Map(),
    faults: [],
    delay: 0,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return host;
}

function answer(host: FeedHost, request: IncomingMessage, response: ServerResponse): void {
  const { headers, method } = request;
  const path = decoded(request.url ?? '/');
  const record = (status: number): void => void host.requests.push({ path, status, headers });
  const fault = host.faults.find((one) => one.left > 0 && one.path.test(path));
  if (fault !== undefined) {
    fault.left -= 1;
    record(typeof fault.how === 'number' ? fault.how : 0);
    misbehave(fault.how, response);
    return;
  }
  const body = host.files.get(path);
  const etag = `"${body === undefined ? '' : createHash('sha256').update(body).digest('hex')}"`;
  const known = headers['if-none-match'] === etag;
  const status = body === undefined ? 404 : known ? 304 : 200;
  record(status);
  response.writeHead(status, {
    etag,
    'cache-control': 'no-cache',
    'content-type': path.endsWith('.xml') ? 'application/xml' : 'application/octet-stream',
    ...(status === 200 && { 'content-length': String(body?.length) }),
  });
  response.end(status === 200 && method !== 'HEAD' ? body : undefined);
}

function misbehave(how: FeedFault, response: ServerResponse): void {
  if (how === 'reset') {
    response.socket?.resetAndDestroy();
  } else if (how !== 'hang') {
    response.writeHead(how).end();
  }
}

/** A path that cannot be decoded names no file. */
function decoded(url: string): string {
  const [path = '/'] = url.split('?');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
