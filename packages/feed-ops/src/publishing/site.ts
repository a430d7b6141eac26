import { OPERATOR_LIMITS } from '@phasegate/appcast';

/** What a host answered: the bytes, or in words what came instead. */
export type SiteAnswer =
  | {
      readonly kind: 'feed';
      readonly bytes: Uint8Array;
      /** Whether a cache may have answered, so that the next answer may be an older one. */
      readonly cached: boolean;
    }
  | {
      readonly kind: 'problem';
      readonly message: string;
      /** Absent where there was no answer. */
      readonly status?: number;
    };

/** Where feeds are published. */
export interface Site {
  /** `limitMs`: how long one answer may take, {@link ONE_FETCH_MS} at most. */
  readonly fetch: (url: string, signal: AbortSignal, limitMs?: number) => Promise<SiteAnswer>;
}

/** A host that takes the connection and says nothing is given up after this. */
export const ONE_FETCH_MS = 20_000;

/** The published feeds over HTTP, asking every cache on the way for the newest. */
export function httpSite(): Site {
  return { fetch: fetchFeed };
}

async function fetchFeed(
  url: string,
  signal: AbortSignal,
  limitMs: number = ONE_FETCH_MS,
): Promise<SiteAnswer> {
  const allowed = Math.ceil(Math.min(limitMs, ONE_FETCH_MS));
  const limit = AbortSignal.timeout(allowed);
  try {
    const response = await fetch(url, {
      headers: { 'cache-control': 'no-cache', pragma: 'no-cache', accept: 'application/xml, */*' },
      signal: AbortSignal.any([signal, limit]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      const { status } = response;
      return { ...problem(`the host answers ${status}${wordFor(status)}`), status };
    }
    return await readBody(response);
  } catch (error) {
    return problem(limit.aborted ? `no answer within ${Math.ceil(allowed / 1000)} s` : why(error));
  }
}

async function readBody(response: Response): Promise<SiteAnswer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length > OPERATOR_LIMITS.bytes) {
      return problem('the answer is larger than any feed');
    }
  }
  const bytes = Buffer.concat(chunks);
  return /^\s*(?:<!doctype html|<html)/i.test(bytes.toString('latin1', 0, 256))
    ? problem('the host answers with a web page in place of the feed')
    : { kind: 'feed', bytes, cached: mayBeCached(response.headers) };
}

/** Headers that a cache adds, or that let one keep the answer. */
function mayBeCached(headers: Headers): boolean {
  const control = headers.get('cache-control');
  const kept = control !== null && !/\bno-store\b|\bmax-age=0\b|\bno-cache\b/i.test(control);
  return kept || ADDED.some((name) => headers.has(name));
}

const ADDED = ['age', 'x-cache', 'x-cache-hits', 'cf-cache-status', 'x-served-by'];

function problem(message: string): Extract<SiteAnswer, { kind: 'problem' }> {
  return { kind: 'problem', message };
}

function wordFor(status: number): string {
  const words: Readonly<Record<number, string>> = {
    304: ' (not modified, though nothing was said of an older copy; a cache on the way is wrong)',
    400: ' (bad request; some hosts do so for the % in the path)',
    401: ' (it wants a sign-in)',
    403: ' (it forbids)',
    404: ' (not found)',
    410: ' (gone)',
    429: ' (too many requests)',
    500: ' (server error)',
    502: ' (bad gateway)',
    503: ' (not available)',
  };
  return words[status] ?? '';
}

/** fetch says "fetch failed" and keeps the reason in the cause. */
function why(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? cause?.message ?? (error as Error).message;
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens at that address',
    ENOTFOUND: 'that host name is not known',
    EAI_AGAIN: 'the host name cannot be looked up; is there a network',
    ECONNRESET: 'the host broke the connection off',
    UND_ERR_SOCKET: 'the host broke the connection off',
  };
  return words[code] ?? code;
}
