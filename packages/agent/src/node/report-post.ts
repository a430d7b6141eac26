import { isSafeAddress } from '../address.ts';
import { AgentError } from '../error.ts';
import type { ReporterPorts } from '../reports/ports.ts';
import { SDK_VERSION } from '../reports/sdk-version.ts';
import { deepestMessage } from './safe-request.ts';
import type { FetchLike } from './safe-request.ts';
import { beginWatch } from './patience.ts';

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
  if (!isSafeAddress(options.url, options.allowLoopbackHttp)) {
    throw new AgentError('bad-configuration', `${options.url} is not https`);
  }
  return async (body, signal) => {
    const total = options.timeout ?? 30_000;
    const watch = beginWatch({ total, idle: total });
    const callOff = (): void => watch.stop(signal.reason);
    signal.addEventListener('abort', callOff, { once: true });
    try {
      if (signal.aborted) {
        callOff();
      }
      const response = await options.fetch(options.url, requestOf(options, body, watch.signal));
      await response.body?.cancel().catch(() => undefined);
      const retryAfter = response.headers.get('retry-after') ?? undefined;
      return { kind: 'answered', status: response.status, retryAfter };
    } catch (error) {
      return { kind: 'unreachable', message: `could not be reached (${deepestMessage(error)})` };
    } finally {
      watch.end();
      signal.removeEventListener('abort', callOff);
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
