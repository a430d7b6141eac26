import type { Command } from 'commander';

import { advisoryCommand, textsTyped } from './advisory-options.ts';
import { load, methodOption, neededReason, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate rollback` and `phasegate withdraw`. */
export function addRollback(program: Command, onExit: OnExit): void {
  withdrawing(program.command('rollback'), onExit)
    .description('withdraw releases from every feed, for good, and tell who has them')
    .addOption(methodOption());
  withdrawing(program.command('withdraw'), onExit).description(
    'the same, but leave the items in the feeds, marked as withdrawn (rollback --method mark)',
  );
}

function withdrawing(command: Command, onExit: OnExit): Command {
  return advisoryCommand(command, neededReason())
    .argument('<version...>')
    .action(async (versions: string[], _typed, typed: Command) => {
      const [{ rollbackCommand }, { openRun, runCommand }] = await load(
        import('../words/rollback.ts'),
      );
      const marked = { method: 'mark', ...typed.opts(), texts: textsTyped(typed) };
      const back = rollbackCommand(versions, marked as Parameters<typeof rollbackCommand>[1]);
      onExit(await runCommand(openRun(settingsOf(typed)), back));
    });
}
