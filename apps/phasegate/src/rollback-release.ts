#!/usr/bin/env node
import { resolve } from 'node:path';

import { Command } from 'commander';

import { advisoryOptions, textsTyped } from './program/advisory-options.ts';
import { commonOptions, methodOption, settingsOf } from './program/options.ts';
import type { OnExit } from './program/options.ts';
import type { RollbackReleaseTyped } from './run/run-foreign.ts';
import { start } from './start.ts';

/** `rollback-release`: the specification's script (5.10.6.1), its flags unchanged. */
function buildRollbackRelease(onExit: OnExit): Command {
  return advisoryOptions(commonOptions(new Command('rollback-release')))
    .description('Take a release out of an appcast, commit, push, and check that it is gone')
    .requiredOption('--version <version>', 'the release to roll back')
    .requiredOption(
      '--appcast <path>',
      'the feed; in a product of Phasegate, all feeds of its platform',
    )
    .requiredOption('--reason <text>', 'why, word for word for the history')
    .addOption(methodOption())
    .action(async (_typed, command: Command) => {
      const settings = settingsOf(command, true);
      const typed = { ...command.opts<RollbackReleaseTyped>(), texts: textsTyped(command) };
      const { runRollbackRelease } = await import('./run/run-foreign.ts');
      onExit(await runRollbackRelease(settings, typed, resolve(settings.folder, typed.appcast)));
    });
}

await start(buildRollbackRelease, process.argv);
