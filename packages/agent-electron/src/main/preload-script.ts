import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@phasegate/agent';
import { session } from 'electron';
import type { Session } from 'electron';

/** A file that the SDK is shipped with, beside this one; apps that bundle put it beside their bundle. */
export function besideBundle(name: string): string {
  const here =
    typeof __dirname === 'string' ? __dirname : path.dirname(fileURLToPath(import.meta.url));
  return path.join(here, name);
}

/** `session.registerPreloadScript` came with Electron 35; before it there is `setPreloads`, which is then not used. */
type PreloadHost = Partial<Pick<Session, 'registerPreloadScript'>> &
  Pick<Session, 'getPreloads' | 'setPreloads'>;

/** Gives every window of the default session `window.phasegate`. Must run before the first window is made. */
export function registerPreload(log: Logger): void {
  const filePath = besideBundle('preload.cjs');
  if (!existsSync(filePath)) {
    log.warn(
      `${filePath} is missing; import '@phasegate/agent-electron/preload' in the app's own preload`,
    );
    return;
  }
  const host: PreloadHost = session.defaultSession;
  if (typeof host.registerPreloadScript === 'function') {
    host.registerPreloadScript({ type: 'frame', id: 'phasegate', filePath });
  } else {
    host.setPreloads([...host.getPreloads(), filePath]);
  }
}
