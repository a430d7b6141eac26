import { AgentError } from '../error.ts';
import type { ReporterPorts } from '../reports/ports.ts';
import { SDK_VERSION } from '../reports/sdk-version.ts';
import type { FetchLike } from './safe-request.ts';
import { beginWatch } from './patience.ts';
import type { Watch } from './patience.ts';

/** How reports are sent. */
export interface ReportPostOptions {
  readonly fetch: FetchLike;
  /** The collector's address for events, as it is. */
  readonly url: string;
  /** Names the app to the collector; it ships with the app, so it is no secret. */
  readonly appToken?: string | undefined;
  /** http to this machine itself, for development. */
  readonly allowLoopbackHttp: boolean;
  /** Milliseconds for one request; 30,000 if not given. */
  readonly timeout?: number;
}

/** Sends over https, without cookies or credentials, and follows no redirect. Throws `bad-configuration` for another address. */
export function createReportPost(options: ReportPostOptions): ReporterPorts['post'] {
  const { protocol, hostname } = new URL(options.url);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback && options.allowLoopbackHttp)) {
    throw new AgentError('bad-configuration', `${options.url} is not https`);
  }
  return async (body, signal) => {
    const total = options.timeout ?? 30_000;
    const watch = beginWatch({ total, idle: total });
    const { ended, release } = eitherOf(watch, signal);
    try {
      const response = await options.fetch(options.url, requestOf(options, body, ended));
      await response.body?.cancel().catch(() => undefined);
      const retryAfter = response.headers.get('retry-after') ?? undefined;
      return { kind: 'answered', status: response.status, retryAfter };
    } catch (error) {
      return { kind: 'unreachable', message: `could not be reached (${reasonOf(error)})` };
    } finally {
      release();
    }
  };
}

function requestOf({ appToken }: ReportPostOptions, body: string, ended: AbortSignal): RequestInit {
  return {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      // The platform's own would name the app's version and the system beside a pseudonym that is for one release.
      'User-Agent': `phasegate/${SDK_VERSION}`,
      'Accept-Language': '*',
      ...(appToken === undefined ? {} : { Authorization: `Bearer ${appToken}` }),
    },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: ended,
  };
}

/** `AbortSignal.any` is not there in the oldest Electron that is supported. */
function eitherOf(
  watch: Watch,
  signal: AbortSignal,
): { readonly ended: AbortSignal; readonly release: () => void } {
  const either = new AbortController();
  const end = (): void => either.abort(watch.signal.aborted ? watch.signal.reason : signal.reason);
  watch.signal.addEventListener('abort', end);
  signal.addEventListener('abort', end);
  if (signal.aborted) {
    end();
  }
  return {
    ended: either.signal,
    release: () => {
      watch.end();
      signal.removeEventListener('abort', end);
    },
  };
}

/** undici says "fetch failed" and hides why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
