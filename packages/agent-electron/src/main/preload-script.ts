import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@phasegate/agent';
import { session } from 'electron';
import { addPreload } from './preload-host.ts';

/** Unlike the name of any preload that an app may keep in the same folder. */
const NAME = 'phasegate-preload.cjs';

/** A file that the SDK is shipped with, beside this one; apps that bundle put it beside their bundle. */
export function besideBundle(name: string): string {
  const here =
    typeof __dirname === 'string' ? __dirname : path.dirname(fileURLToPath(import.meta.url));
  return path.join(here, name);
}

/** Gives every window of the default session `window.phasegate`. Must run before the first window is made. */
export function registerPreload(log: Logger): void {
  const filePath = besideBundle(NAME);
  const registered = existsSync(filePath) && addPreload(session.defaultSession, filePath);
  if (!registered) {
    log.info(
      `${filePath} was not registered, so windows have window.phasegate only where the app's own preload imports '@phasegate/agent-electron/preload'`,
    );
  }
}
