import { OPERATOR_LIMITS } from '@phasegate/appcast';

/** What a host answered: the bytes, or in words what came instead. */
export type SiteAnswer =
  | { readonly kind: 'feed'; readonly bytes: Uint8Array }
  | { readonly kind: 'problem'; readonly message: string };

/** Where feeds are published. */
export interface Site {
  readonly fetch: (url: string, signal: AbortSignal) => Promise<SiteAnswer>;
}

const ONE_FETCH_MS = 20_000;

/** The published feeds over HTTP, asking every cache on the way for the newest. */
export function httpSite(): Site {
  return { fetch: fetchFeed };
}

async function fetchFeed(url: string, signal: AbortSignal): Promise<SiteAnswer> {
  const limit = AbortSignal.timeout(ONE_FETCH_MS);
  try {
    const response = await fetch(url, {
      headers: { 'cache-control': 'no-cache', pragma: 'no-cache', accept: 'application/xml, */*' },
      signal: AbortSignal.any([signal, limit]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return problem(`the host answers ${response.status}${wordFor(response.status)}`);
    }
    return await readBody(response);
  } catch (error) {
    return problem(limit.aborted ? `no answer within ${ONE_FETCH_MS / 1000} s` : why(error));
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
    : { kind: 'feed', bytes };
}

function problem(message: string): SiteAnswer {
  return { kind: 'problem', message };
}

function wordFor(status: number): string {
  const words: Readonly<Record<number, string>> = {
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
