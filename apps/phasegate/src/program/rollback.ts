import type { Command } from 'commander';

import {
  load,
  advisoryOptions,
  methodOption,
  platformOption,
  reasonOption,
  settingsOf,
} from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate rollback`. */
export function addRollback(program: Command, onExit: OnExit): void {
  advisoryOptions(program.command('rollback'))
    .description('withdraw releases from every feed, for good, and tell who has them')
    .argument('<version...>')
    .addOption(reasonOption())
    .addOption(methodOption())
    .addOption(platformOption())
    .action(async (versions: string[], _typed, command: Command) => {
      const [{ rollbackCommand }, { openRun, runCommand }] = await load(
        import('../words/rollback.ts'),
      );
      const back = rollbackCommand(versions, command.opts());
      onExit(await runCommand(openRun(settingsOf(command)), back));
    });
}
