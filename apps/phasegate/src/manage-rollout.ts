#!/usr/bin/env node
import { resolve } from 'node:path';

import { Command, Option } from 'commander';

import { commonOptions, settingsOf } from './program/options.ts';
import type { OnExit } from './program/options.ts';
import type { ManageRolloutTyped } from './run/run-foreign.ts';
import { start } from './start.ts';

/** `manage-rollout`: the specification's script (5.10.8.2), its flags unchanged. */
function buildManageRollout(onExit: OnExit): Command {
  return commonOptions(new Command('manage-rollout'))
    .description('Pause, resume or escalate the rollout of a release')
    .requiredOption('--phase <percent>', 'the phase that the release is in, as 10 or 10%')
    .addOption(
      new Option('--action <action>', 'what to do')
        .choices(['pause', 'resume', 'escalate'])
        .makeOptionMandatory(),
    )
    .requiredOption('--version <version>', 'the release')
    .option(
      '--platform <name>',
      'macos, windows or linux (default: the only one there, else macos)',
    )
    .option('--updates <folder>', 'the folder of the feeds', 'updates')
    .option('--reason <text>', 'why, word for word for the history')
    .action(async (_typed, command: Command) => {
      const settings = settingsOf(command, true);
      const typed = command.opts<ManageRolloutTyped>();
      const { runManageRollout } = await import('./run/run-foreign.ts');
      onExit(await runManageRollout(settings, typed, resolve(settings.folder, typed.updates)));
    });
}

await start(buildManageRollout, process.argv);
