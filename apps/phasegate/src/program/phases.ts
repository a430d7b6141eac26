import type { Command } from 'commander';

import { load, reasonOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate rollout phases`. */
export function addPhases(rollout: Command, onExit: OnExit): void {
  rollout
    .command('phases')
    .description('other phases from now on; feeds of those before go on for apps that know them')
    .argument('<list>', 'percentages that rise and end in 100, as in 5,25,100')
    .addOption(reasonOption())
    .action(async (list: string, _typed, command: Command) => {
      const [{ phasesCommand }, { openRun, runCommand }] = await load(import('../words/phases.ts'));
      const words = phasesCommand(list, command.opts());
      onExit(await runCommand(openRun(settingsOf(command)), words));
    });
}
