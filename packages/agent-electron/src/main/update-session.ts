import { session } from 'electron';
import type { Session } from 'electron';
import type { FetchLike } from '@phasegate/agent/node';
import { isSafeAddress } from '@phasegate/agent';

/** One session for feeds and files, so that one gate and one proxy hold for both; electron-updater's own, should it ever ask. */
const PARTITION = 'electron-updater';

/** Opens the session and closes it to everything but https (and loopback http where allowed), redirects included. */
export function openUpdateSession(allowLoopbackHttp: boolean): Session {
  const updates = session.fromPartition(PARTITION, { cache: false });
  updates.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isSafeAddress(url, allowLoopbackHttp) }),
  );
  return updates;
}

/** Electron's network stack as a `fetch`: the system's proxies and certificates apply, cookies and credentials do not. */
export function sessionFetch(updates: Session): FetchLike {
  return (url, init) => updates.fetch(url, init);
}
