import { Command } from 'commander';

import { addComplete, addCompletion } from './completion.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { dress } from './dress.ts';
import { addAdvisories } from './advisories.ts';
import { addEmergency, addPush } from './emergency.ts';
import { addHistory } from './history.ts';
import { addInit } from './init.ts';
import { addKeys, addRenew } from './keys.ts';
import { commonOptions } from './options.ts';
import type { OnExit } from './options.ts';
import { addPublish } from './publish.ts';
import { addPlan } from './plan.ts';
import { addRelease } from './release.ts';
import { addRollback } from './rollback.ts';
import { addRollout } from './rollout.ts';
import { addUndo } from './undo.ts';
import { addVerify } from './verify.ts';

/** `phasegate`: what it can do; each action loads what it needs when it runs. */
export function buildProgram(onExit: OnExit): Command {
  const program = commonOptions(new Command('phasegate')).description(
    'Staged rollout and rollback of desktop apps, over feeds kept in git',
  );
  addInit(program, onExit);
  addRelease(program, onExit);
  addRollout(program, onExit);
  addRollback(program, onExit);
  addAdvisories(program, onExit);
  addUndo(program, onExit);
  addEmergency(program, onExit);
  addPush(program, onExit);
  addVerify(program, onExit);
  addPublish(program, onExit);
  addHistory(program, onExit);
  addPlan(program, onExit, buildProgram);
  addKeys(program, onExit);
  addRenew(program, onExit);
  addDoctor(program, onExit);
  addConfig(program, onExit);
  addCompletion(program, onExit);
  addComplete(program, onExit);
  return dress(program);
}
