import type { Session } from 'electron';

/** How an app names its windows' preloads: by `registerPreloadScript` since Electron 35, before it by a list of its own. */
export type PreloadHost = Partial<
  Pick<Session, 'registerPreloadScript' | 'getPreloadScripts' | 'getPreloads' | 'setPreloads'>
>;

const ID = 'phasegate';

/** Adds a file to what every window of the session loads first, once; false where this Electron knows neither way. */
export function addPreload(host: PreloadHost, filePath: string): boolean {
  if (host.registerPreloadScript !== undefined) {
    // A second script of the same id would be refused with an exception.
    if (host.getPreloadScripts?.().some(({ id }) => id === ID) !== true) {
      host.registerPreloadScript({ type: 'frame', id: ID, filePath });
    }
    return true;
  }
  if (host.getPreloads === undefined || host.setPreloads === undefined) {
    return false;
  }
  const before = host.getPreloads();
  if (!before.includes(filePath)) {
    host.setPreloads([...before, filePath]);
  }
  return true;
}
