import type { Command } from 'commander';

import { settingsOf } from './options.ts';
import type { OnExit } from './options.ts';
import { PLANNABLE } from './plannable.ts';
import type { Build } from './words.ts';

/** `phasegate plan`, `sign-off` and `apply`. */
export function addPlan(program: Command, onExit: OnExit, build: Build): void {
  program
    .command('plan')
    .description('show what a command would do, and write it to a file for others to sign off')
    .argument('<command...>', `the command with its options: ${PLANNABLE.join(', ')}`)
    .option('--out <file>', 'where to write the plan; without it nothing is written')
    .allowUnknownOption()
    .action(async (words: string[], typed: { readonly out?: string }, command: Command) => {
      const { runPlan } = await import('../run/run-plan.ts');
      const shared = program.opts();
      onExit(await runPlan({ settings: settingsOf(command), shared, build }, words, typed.out));
    });
  program
    .command('sign-off')
    .description('look at a plan that somebody else made, and sign it off')
    .argument('<file>', 'the plan')
    .action(async (file: string, _typed, command: Command) => {
      const { runSignOff } = await import('../run/run-sign-off.ts');
      const shared = program.opts();
      onExit(await runSignOff({ settings: settingsOf(command), shared, build }, file));
    });
  program
    .command('apply')
    .description('carry a plan out, on exactly the state that it was made on')
    .argument('<file>', 'the plan')
    .action(async (file: string, _typed, command: Command) => {
      const { runApply } = await import('../run/run-apply.ts');
      const shared = program.opts();
      onExit(await runApply({ settings: settingsOf(command), shared, build }, file));
    });
}
