import type { Command } from 'commander';

import { settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate verify`. */
export function addVerify(program: Command, onExit: OnExit): void {
  program
    .command('verify')
    .description('check every invariant of the feeds')
    .option('--live', 'fetch the published feeds as well and compare them byte for byte')
    .action(async (_typed, command: Command) => {
      const { runVerify } = await import('../run/run-verify.ts');
      onExit(
        await runVerify(settingsOf(command), command.opts<{ live?: boolean }>().live === true),
      );
    });
}
