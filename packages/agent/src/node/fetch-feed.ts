import { CLIENT_LIMITS } from '@phasegate/appcast';
import { AgentError } from '../error.ts';
import type { AgentPorts, FeedResponse } from '../ports.ts';

/** The part of `fetch` that is needed; Node's own and Electron's `net.fetch` both fit. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** How feeds are fetched. */
export interface FetchOptions {
  readonly fetch: FetchLike;
  /** http to this machine itself, for development. */
  readonly allowLoopbackHttp: boolean;
  /** Milliseconds for the whole answer. */
  readonly timeout?: number;
}

const MISSING: readonly number[] = [400, 404, 410];

/** Asks for feeds over https: one time limit, one size limit, no credentials, no redirect to http. */
export function createFeedFetcher(options: FetchOptions): AgentPorts['fetchFeed'] {
  return async (url, etag) => {
    assertSafe(url, options);
    const response = await ask(url, etag, options);
    if (response.status === 304) {
      return { kind: 'not-modified' };
    }
    if (MISSING.includes(response.status)) {
      await response.body?.cancel();
      return { kind: 'missing', status: response.status };
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new AgentError('feed-bad-status', `${url} answered ${response.status}`);
    }
    assertSafe(response.url === '' ? url : response.url, options);
    return await bodyOf(response, url);
  };
}

async function ask(
  url: string,
  etag: string | undefined,
  options: FetchOptions,
): Promise<Response> {
  const timeout = options.timeout ?? 30_000;
  try {
    return await options.fetch(url, {
      headers: etag === undefined ? {} : { 'If-None-Match': etag },
      // The agent keeps its own copy; the cache in between would hide withdrawals for its max-age.
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'follow',
      signal: AbortSignal.timeout(timeout),
    });
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

async function bodyOf(response: Response, url: string): Promise<FeedResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      size += read.value.length;
      if (size > CLIENT_LIMITS.bytes) {
        await reader?.cancel();
        break;
      }
      chunks.push(read.value);
    }
  } catch (cause) {
    throw unreachable(url, cause);
  }
  if (size > CLIENT_LIMITS.bytes) {
    throw new AgentError('feed-too-large', `${url} is larger than ${CLIENT_LIMITS.bytes} bytes`);
  }
  const etag = response.headers.get('etag') ?? undefined;
  return { kind: 'body', bytes: new Uint8Array(Buffer.concat(chunks)), etag };
}

function unreachable(url: string, cause: unknown): AgentError {
  const detail = cause instanceof Error ? deepest(cause).message : String(cause);
  return new AgentError('feed-unreachable', `${url} could not be fetched (${detail})`, { cause });
}

/** undici says "fetch failed" and hides why in its cause. */
function deepest(error: Error): Error {
  return error.cause instanceof Error ? deepest(error.cause) : error;
}

function assertSafe(url: string, { allowLoopbackHttp }: FetchOptions): void {
  const { protocol, hostname } = new URL(url);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback && allowLoopbackHttp)) {
    throw new AgentError('bad-configuration', `${url} is not https`);
  }
}
