import { Argument } from 'commander';
import type { Command } from 'commander';

import { settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

/** `phasegate completion`. */
export function addCompletion(program: Command, onExit: OnExit): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options and versions')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: string, _typed, command: Command) => {
      const { printScript } = await import('../completion/script.ts');
      onExit(await printScript(shell, settingsOf(command).json));
    });
}

/** `phasegate complete`, which only the shells' scripts call: what could stand where the cursor is. */
export function addComplete(program: Command, onExit: OnExit): void {
  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .argument('[words...]')
    .action(async (shell: string, words: readonly string[]) => {
      const { printCandidates } = await import('../completion/print-candidates.ts');
      onExit(await printCandidates(program, shell, words));
    });
}
