import type { Logger } from '@phasegate/agent';
import { parseUrl } from './address.ts';

/**
 * Opens a link of a notice with `openExternal`, the last hand before the system: https, with a host that the notice has
 * shown whole, so without credentials, which can look like one. Anything else is refused in a line in the log.
 */
export function createLinkOpener(
  openExternal: (href: string) => Promise<void>,
  log: Pick<Logger, 'warn'>,
): (href: string) => Promise<void> {
  return async (href) => {
    const url = parseUrl(href);
    if (url === undefined || !isWebLink(url)) {
      log.warn('a link was refused: only https addresses without credentials are opened');
      return;
    }
    await openExternal(url.href);
  };
}

function isWebLink({ protocol, hostname, username, password }: URL): boolean {
  return protocol === 'https:' && hostname !== '' && username === '' && password === '';
}
