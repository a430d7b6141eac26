import { Argument } from 'commander';
import type { Command } from 'commander';

import { load, platformOption, reasonOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate emergency`. */
export function addEmergency(program: Command, onExit: OnExit): void {
  program
    .command('emergency')
    .description('a release does harm right now: stop offering it first, find out why later')
    .command('stop')
    .description('take a release, or everything that is rolling, out of all feeds in one step')
    .addArgument(new Argument('[version]'))
    .addOption(reasonOption())
    .addOption(platformOption())
    .action(async (version: string | undefined, _typed, command: Command) => {
      const [{ stopCommand }, { openRun, runCommand }] = await load(
        import('../words/emergency.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), stopCommand(version, command.opts())));
    });
}
