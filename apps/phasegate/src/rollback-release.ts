#!/usr/bin/env node
import { resolve } from 'node:path';

import { Command, Option } from 'commander';

import { commonOptions, repeatable, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';
import type { RollbackReleaseTyped } from './run-foreign.ts';
import { start } from './start.ts';

/** `rollback-release`: the specification's script (5.10.6.1), its flags unchanged. */
function buildRollbackRelease(onExit: OnExit): Command {
  return commonOptions(new Command('rollback-release'))
    .description('Take a release out of an appcast, commit, push, and check that it is gone')
    .requiredOption('--version <version>', 'the release to roll back')
    .requiredOption(
      '--appcast <path>',
      'the feed; in a product of Phasegate, all feeds of its platform',
    )
    .requiredOption('--reason <text>', 'why, word for word for the history')
    .addOption(
      new Option('--method <method>', 'out of the feed, or marked in it')
        .choices(['remove', 'mark'])
        .default('remove'),
    )
    .option('--severity <word>', 'critical, high, medium or low (default: high)')
    .option('--data <word>', 'safe, back-up-first or at-risk')
    .option('--issue <text>', 'for users: what is wrong')
    .option('--impact <text>', 'for users: what it means for them')
    .option('--instruction <text>', 'for users: what to do')
    .option('--timeline <text>', 'for users: when it is fixed')
    .addOption(repeatable('--link <url>', 'for users: where to read more (repeatable)'))
    .action(async (_typed, command: Command) => {
      const settings = settingsOf(command, true);
      const typed = command.opts<RollbackReleaseTyped>();
      const { runRollbackRelease } = await import('./run-foreign.ts');
      onExit(await runRollbackRelease(settings, typed, resolve(settings.folder, typed.appcast)));
    });
}

await start(buildRollbackRelease, process.argv);
