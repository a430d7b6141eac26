import type { Command } from 'commander';

import type { InitTyped } from '../words/init.ts';
import { load, rootKeysOption, rootThresholdOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate init`. */
export function addInit(program: Command, onExit: OnExit): void {
  program
    .command('init')
    .description('make phasegate.json, the keys, the ledgers and empty feeds')
    .requiredOption('--app <id>', "the app's id, as in com.example.notes")
    .requiredOption('--title <name>', "the app's name")
    .requiredOption('--platform <name...>', 'macos, windows, linux')
    .option('--phases <list>', 'the phases of a rollout, as in 1,5,25,100 (default: 10,50,100)')
    .option('--remote <name>', 'the git remote (default: origin)')
    .option(
      '--unsigned',
      'no keys: clients believe whatever the host serves, where the app says so',
    )
    .option(
      '--sparkle-public <key>',
      "the app's SUPublicEDKey: feeds carry Sparkle's signature as well",
    )
    .addOption(rootKeysOption())
    .addOption(rootThresholdOption())
    .action(async (_typed, command: Command) => {
      const [{ initCommand }, { openRun, runCommand }] = await load(import('../words/init.ts'));
      const run = openRun(settingsOf(command));
      const typed = command.optsWithGlobals<InitTyped>();
      onExit(await runCommand(run, initCommand(typed), typed.rootKeys));
    });
}
