import { GOING_BACK } from './terminal/going-back.ts';
import { HELP } from './terminal/help.ts';
import { LOOKING } from './terminal/looking.ts';
import { PLANS } from './terminal/plans.ts';
import { REFUSALS } from './terminal/refusals.ts';
import { ROLLOUT } from './terminal/rollout.ts';
import type { Scene } from './terminal/scene.ts';
import { SET_UP } from './terminal/set-up.ts';
import { STOPPING } from './terminal/stopping.ts';

/** Every picture of the command line; a test holds that each command is in one. */
export const SCENES: readonly Scene[] = [
  ...LOOKING,
  ...ROLLOUT,
  ...GOING_BACK,
  ...STOPPING,
  ...PLANS,
  ...SET_UP,
  ...REFUSALS,
  ...HELP,
];
