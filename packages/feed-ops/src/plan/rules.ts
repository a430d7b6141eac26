import type { Command, ReleaseCommand } from '../command.ts';
import { advance } from './commands/advance.ts';
import { addRelease } from './commands/add-release.ts';
import { announce, endNotice } from './commands/announce.ts';
import { block } from './commands/block.ts';
import { correctAdvisory } from './commands/correct-advisory.ts';
import { emergencyLift } from './commands/emergency-lift.ts';
import { emergencyStop } from './commands/emergency-stop.ts';
import { escalate } from './commands/escalate.ts';
import { importReleases } from './commands/import-releases.ts';
import { pause } from './commands/pause.ts';
import { resume } from './commands/resume.ts';
import { rollBack } from './commands/roll-back.ts';
import { schedule } from './commands/schedule.ts';
import { start } from './commands/start.ts';
import { unblock } from './commands/unblock.ts';
import { undo } from './commands/undo.ts';
import type { Rule } from './rule.ts';

/** One rule for each command on releases: the place to look for what a command does. */
const RULES: {
  readonly [K in ReleaseCommand['kind']]: Rule<Extract<ReleaseCommand, { readonly kind: K }>>;
} = {
  add: addRelease,
  import: importReleases,
  start,
  pause,
  resume,
  escalate,
  schedule,
  advance,
  rollback: rollBack,
  'emergency-stop': emergencyStop,
  block,
  unblock,
  notice: announce,
  'notice-end': endNotice,
  'advisory-correct': correctAdvisory,
  undo,
  'emergency-lift': emergencyLift,
};

/** The rule of a command. */
export function ruleOf<C extends ReleaseCommand>(command: C): Rule<C> {
  // The table pairs each kind with its rule; the compiler does not follow that through the union.
  return RULES[command.kind] as unknown as Rule<C>;
}

/** Whether a command is about releases, so that it has a rule here. */
export function isReleaseCommand(command: Command): command is ReleaseCommand {
  return Object.hasOwn(RULES, command.kind);
}
