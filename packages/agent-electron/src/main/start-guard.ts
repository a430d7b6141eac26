import path from 'node:path';
import { parseVersion } from '@phasegate/agent';
import type { Logger } from '@phasegate/agent';
import { openStartLog } from '@phasegate/agent/node';
import type { StartLog } from '@phasegate/agent/node';
import { app } from 'electron';

/** Counts this start at once, before the app's own code runs. An app that is not packaged is not counted. */
export function countThisStart(log: Logger): StartLog | undefined {
  const version = parseVersion(app.getVersion());
  if (!app.isPackaged || version === undefined) {
    return undefined;
  }
  const starts = openStartLog(path.join(app.getPath('userData'), 'phasegate'), version, log);
  if (starts.crashing !== undefined) {
    log.warn(`${version} has started ${starts.crashing} times in a row without starting well`);
  }
  app.once('will-quit', starts.quit);
  return starts;
}
