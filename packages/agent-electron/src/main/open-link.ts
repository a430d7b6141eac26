import { isWebLink } from '@phasegate/agent';
import type { Logger } from '@phasegate/agent';

/**
 * Opens a link of a notice with `openExternal`, the last hand before the system: https, with a host that the notice has
 * shown whole, so without credentials, which can look like one. Anything else is refused in a line in the log.
 */
export function createLinkOpener(
  openExternal: (href: string) => Promise<void>,
  log: Pick<Logger, 'warn'>,
): (href: string) => Promise<void> {
  return async (href) => {
    if (!isWebLink(href)) {
      log.warn('a link was refused: only https addresses without credentials are opened');
      return;
    }
    await openExternal(new URL(href).href);
  };
}
