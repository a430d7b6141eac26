import { CLIENT_LIMITS } from '@phasegate/appcast';
import { AgentError } from '../error.ts';
import type { AgentPorts, FeedResponse } from '../ports.ts';
import { beginWatch } from './patience.ts';
import type { Watch } from './patience.ts';

/** The part of `fetch` that is needed; Node's own and Electron's `net.fetch` both fit. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** How feeds and roots are fetched. */
export interface FetchOptions {
  readonly fetch: FetchLike;
  /** http to this machine itself, for development. */
  readonly allowLoopbackHttp: boolean;
  /** Milliseconds for the whole answer, redirects included; 30,000 if not given. */
  readonly timeout?: number;
  /** Milliseconds without a byte; 10,000 if not given. */
  readonly idleTimeout?: number;
  /**
   * True where `fetch` itself refuses every hop that is not https, and follows a bounded number: Electron's session
   * does, and its fetch shows no `Location` to anybody else. Otherwise each hop is looked at here.
   */
  readonly followsSafely?: boolean;
}

const MISSING: readonly number[] = [400, 404, 410];
const MOVED: readonly number[] = [301, 302, 303, 307, 308];
const MOST_HOPS = 5;

/** One request: where it goes, and what must not be exceeded. */
interface Asked {
  readonly url: string;
  readonly etag: string | undefined;
  readonly maxBytes: number;
  readonly watch: Watch;
}

/** Asks over https: limits of time and of decoded size, no credentials, few redirects and none to http. */
export function createFeedFetcher(options: FetchOptions): AgentPorts['fetchFeed'] {
  const { timeout: total = 30_000, idleTimeout: idle = 10_000 } = options;
  return async (url, etag, maxBytes = CLIENT_LIMITS.bytes) => {
    const watch = beginWatch({ total, idle: Math.min(idle, total) });
    try {
      return await answerTo({ url, etag, maxBytes, watch }, options);
    } finally {
      watch.end();
    }
  };
}

async function answerTo(asked: Asked, options: FetchOptions): Promise<FeedResponse> {
  const { url } = asked;
  const response = await follow(asked, options);
  if (response.status === 304) {
    return { kind: 'not-modified' };
  }
  if (response.status === 200) {
    return await bodyOf(response, asked);
  }
  await response.body?.cancel();
  if (MISSING.includes(response.status)) {
    return { kind: 'missing', status: response.status };
  }
  throw new AgentError('feed-bad-status', `${url} answered ${response.status}`);
}

async function follow(asked: Asked, options: FetchOptions): Promise<Response> {
  let at = asked.url;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    assertSafe(at, asked.url, options);
    const response = await ask(at, asked, options);
    const location = response.headers.get('location');
    if (!MOVED.includes(response.status) || location === null || options.followsSafely === true) {
      assertSafe(response.url === '' ? at : response.url, asked.url, options);
      return response;
    }
    await response.body?.cancel();
    at = resolved(location, at);
  }
  throw new AgentError('feed-bad-status', `${asked.url} leads through too many redirects`);
}

function resolved(location: string, base: string): string {
  try {
    return new URL(location, base).href;
  } catch (cause) {
    throw new AgentError('feed-bad-status', `${base} leads to an address that is none`, { cause });
  }
}

async function ask(
  at: string,
  { url, etag, watch }: Asked,
  options: FetchOptions,
): Promise<Response> {
  try {
    const response = await options.fetch(at, {
      headers: etag === undefined ? {} : { 'If-None-Match': etag },
      // The agent keeps its own copy; the cache in between would hide withdrawals for its max-age.
      cache: 'no-store',
      credentials: 'omit',
      redirect: options.followsSafely === true ? 'follow' : 'manual',
      signal: watch.signal,
    });
    watch.beat();
    return response;
  } catch (cause) {
    throw unreachable(url, watch, cause);
  }
}

async function bodyOf(response: Response, { url, maxBytes, watch }: Asked): Promise<FeedResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      watch.beat();
      size += read.value.length;
      if (size > maxBytes) {
        await reader?.cancel();
        break;
      }
      chunks.push(read.value);
    }
  } catch (cause) {
    throw unreachable(url, watch, cause);
  }
  if (size > maxBytes) {
    throw new AgentError('feed-too-large', `${url} is larger than ${maxBytes} bytes`);
  }
  const etag = response.headers.get('etag') ?? undefined;
  return { kind: 'body', bytes: new Uint8Array(Buffer.concat(chunks)), etag };
}

function unreachable(url: string, { signal }: Watch, cause: unknown): AgentError {
  const why: unknown = signal.aborted ? signal.reason : cause;
  const detail = why instanceof Error ? deepest(why).message : String(why);
  return new AgentError('feed-unreachable', `${url} could not be fetched (${detail})`, { cause });
}

/** undici says "fetch failed" and hides why in its cause. */
function deepest(error: Error): Error {
  return error.cause instanceof Error ? deepest(error.cause) : error;
}

/** A wrong address of the app's own is the developer's mistake; one that a host leads to is the host's. */
function assertSafe(at: string, asked: string, { allowLoopbackHttp }: FetchOptions): void {
  const { protocol, hostname } = new URL(at);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback && allowLoopbackHttp)) {
    return;
  }
  throw at === asked
    ? new AgentError('bad-configuration', `${at} is not https`)
    : new AgentError('feed-bad-status', `${asked} leads to ${at}, which is not https`);
}
