import { isSafeAddress } from '../address.ts';
import { AgentError } from '../error.ts';
import type { AgentErrorCode } from '../error.ts';
import type { Watch } from './patience.ts';

/** The part of `fetch` that is needed; Node's own and Electron's `net.fetch` both fit. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** How requests go out. */
export interface RequestOptions {
  readonly fetch: FetchLike;
  /** http to this machine itself, for development. */
  readonly allowLoopbackHttp: boolean;
  /**
   * True where `fetch` itself refuses every hop that is not https, and follows a bounded number: Electron's session
   * does, and its fetch shows no `Location` to anybody else. Otherwise each hop is looked at here.
   */
  readonly followsSafely?: boolean | undefined;
}

/** One request, and what its failures are called. */
export interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly watch: Watch;
  readonly codes: { readonly unreachable: AgentErrorCode; readonly badStatus: AgentErrorCode };
}

const MOVED: readonly number[] = [301, 302, 303, 307, 308];
const MOST_HOPS = 5;

/** Asks over https: no credentials, no cache in between, few redirects and none to http. */
export async function requestSafely(asked: Asked, options: RequestOptions): Promise<Response> {
  const { url, codes } = asked;
  let at = url;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    assertSafe(at, asked, options);
    const response = await ask(at, asked, options);
    const location = response.headers.get('location');
    if (!MOVED.includes(response.status) || location === null || options.followsSafely === true) {
      assertSafe(response.url === '' ? at : response.url, asked, options);
      return response;
    }
    await response.body?.cancel();
    at = resolved(location, at, codes.badStatus);
  }
  throw new AgentError(codes.badStatus, `${url} leads through too many redirects`);
}

/** The body as it comes in; throws the watch's reason when that ends it. */
export async function* chunksOf(response: Response, watch: Watch): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  // Not every fetch ends a body with its signal.
  const cancel = (): void => void reader?.cancel().catch(() => undefined);
  watch.signal.addEventListener('abort', cancel, { once: true });
  try {
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      watch.beat();
      yield read.value;
    }
    watch.signal.throwIfAborted();
  } finally {
    watch.signal.removeEventListener('abort', cancel);
    cancel();
  }
}

/** Why an answer did not come, or not whole. */
export function unreachable(
  { url, watch: { signal }, codes }: Omit<Asked, 'headers'>,
  cause: unknown,
): AgentError {
  const why: unknown = signal.aborted ? signal.reason : cause;
  if (why instanceof AgentError) {
    return why;
  }
  const message = `${url} could not be fetched (${deepestMessage(why)})`;
  return new AgentError(codes.unreachable, message, { cause });
}

async function ask(at: string, asked: Asked, options: RequestOptions): Promise<Response> {
  const { headers, watch } = asked;
  try {
    const response = await options.fetch(at, {
      headers,
      // The agent keeps its own copy; the cache in between would hide withdrawals for its max-age.
      cache: 'no-store',
      credentials: 'omit',
      redirect: options.followsSafely === true ? 'follow' : 'manual',
      signal: watch.signal,
    });
    watch.beat();
    return response;
  } catch (cause) {
    throw unreachable(asked, cause);
  }
}

function resolved(location: string, base: string, code: AgentErrorCode): string {
  try {
    return new URL(location, base).href;
  } catch (cause) {
    throw new AgentError(code, `${base} leads to an address that is none`, { cause });
  }
}

/** What an error says: undici's "fetch failed" hides why in its cause. */
export function deepestMessage(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? deepestMessage(error.cause) : error.message;
}

/** A wrong address of the app's own is the developer's mistake; one that a host leads to is the host's. */
function assertSafe(
  at: string,
  { url, codes }: Asked,
  { allowLoopbackHttp }: RequestOptions,
): void {
  if (isSafeAddress(at, allowLoopbackHttp)) {
    return;
  }
  throw at === url
    ? new AgentError('bad-configuration', `${at} is not https`)
    : new AgentError(codes.badStatus, `${url} leads to ${at}, which is not https`);
}
