import type { Clock, Logger } from '@phasegate/agent';
import { keptScaledClock, systemClock } from '@phasegate/agent/node';
import type { Settings } from './options.ts';
import { NO_OVERRIDES, readOverrides } from './overrides.ts';
import type { FoundOverrides } from './overrides.ts';
import { readOverridesFile } from './overrides-file.ts';

/** Looks for overrides only where the app allows it in code; a packaged build for customers does not, and no file is opened. */
export async function overridesInForce(
  { allowOverrides, allowLoopbackHttp, phases }: Settings,
  folder: string,
  log: Logger,
  { argv, env }: Pick<NodeJS.Process, 'argv' | 'env'> = process,
): Promise<FoundOverrides> {
  if (!allowOverrides) {
    return NO_OVERRIDES;
  }
  const file = await readOverridesFile(argv, env, folder);
  const rules = { allowLoopbackHttp, phases };
  const found = readOverrides({ argv, env, file }, rules);
  for (const warning of found.warnings) {
    log.warn(warning);
  }
  return found;
}

/** The clock of schedule, snoozes and deadlines: the machine's own, or a scaled one that is kept in `folder`. */
export async function scheduleClockUnder(
  { values }: FoundOverrides,
  folder: string,
): Promise<Clock> {
  const { timeScale } = values;
  return timeScale === undefined ? systemClock : keptScaledClock(folder, systemClock, timeScale);
}
