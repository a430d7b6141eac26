import { CLIENT_LIMITS } from '@phasegate/appcast';
import { AgentError } from '../error.ts';
import type { AgentPorts, FeedResponse } from '../ports.ts';
import { beginWatch } from './patience.ts';
import type { Watch } from './patience.ts';
import { retryAfterOf } from '../retry-after.ts';
import { chunksOf, requestSafely, unreachable } from './safe-request.ts';
import type { RequestOptions } from './safe-request.ts';

/** How feeds and roots are fetched. */
export interface FetchOptions extends RequestOptions {
  /** Milliseconds for the whole answer, redirects included; 30,000 if not given. */
  readonly timeout?: number;
  /** Milliseconds without a byte; 10,000 if not given. */
  readonly idleTimeout?: number;
}

const MISSING: readonly number[] = [400, 404, 410];
const CODES = { unreachable: 'feed-unreachable', badStatus: 'feed-bad-status' } as const;

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
  const { url, etag, watch } = asked;
  const headers = etag === undefined ? {} : { 'If-None-Match': etag };
  const response = await requestSafely({ url, headers, watch, codes: CODES }, options);
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
  const retryAfter = retryAfterOf(response.headers.get('retry-after'), Date.now());
  throw new AgentError('feed-bad-status', `${url} answered ${response.status}`, { retryAfter });
}

async function bodyOf(response: Response, { url, maxBytes, watch }: Asked): Promise<FeedResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunksOf(response, watch)) {
      size += chunk.length;
      if (size > maxBytes) {
        break;
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    throw unreachable({ url, watch, codes: CODES }, cause);
  }
  if (size > maxBytes) {
    throw new AgentError('feed-too-large', `${url} is larger than ${maxBytes} bytes`);
  }
  const etag = response.headers.get('etag') ?? undefined;
  return { kind: 'body', bytes: new Uint8Array(Buffer.concat(chunks)), etag };
}
