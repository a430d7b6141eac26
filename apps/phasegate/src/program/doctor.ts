import type { Command } from 'commander';

import { settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate doctor`. */
export function addDoctor(program: Command, onExit: OnExit): void {
  program
    .command('doctor')
    .description('look at everything a command relies on, and name what mends it')
    .action(async (_typed, command: Command) => {
      const { runDoctor } = await import('../run/run-doctor.ts');
      const waited = command.parent?.getOptionValueSource('timeout') === 'cli';
      onExit(await runDoctor(settingsOf(command), waited));
    });
}
