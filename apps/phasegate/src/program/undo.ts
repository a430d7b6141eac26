import type { Command } from 'commander';

import { load, platformOption, reasonOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate undo`. */
export function addUndo(program: Command, onExit: OnExit): void {
  program
    .command('undo')
    .description('take a command back by a new one that restores what it changed')
    .option('--sequence <number>', 'the feed sequence of the command (default: the last one)')
    .option('--at <time>', 'when it was given, for a command that changed no feed')
    .option('--override-health', 'where it takes a release further, whatever the health gate says')
    .addOption(reasonOption())
    .addOption(platformOption())
    .action(async (_typed, command: Command) => {
      const [{ undoCommand }, { openRun, runCommand }] = await load(import('../words/undo.ts'));
      onExit(await runCommand(openRun(settingsOf(command)), undoCommand(command.opts())));
    });
}
