import type { Command } from 'commander';

import { load, repeatable, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate release`. */
export function addRelease(program: Command, onExit: OnExit): void {
  program
    .command('release')
    .description('releases in the ledger')
    .command('add')
    .description('enter a release as a draft; no machine sees it yet')
    .argument('<version>')
    .requiredOption('--platform <name>', 'macos, windows or linux')
    .addOption(
      repeatable('--file <path>', 'a file of the release (repeatable, each with its --url)'),
    )
    .addOption(repeatable('--url <url>', 'where that file is published'))
    .addOption(repeatable('--arch <name>', 'x64, arm64, ia32 or universal, for each file'))
    .option('--floor <version>', 'the lowest version that machines may go back to from it')
    .option('--from <path>', "electron-builder's latest*.yml, in place of --file and --url")
    .option('--url-base <url>', 'the folder where the files of --from are published')
    .option('--title <text>', 'the title of the item (default: the version)')
    .option('--notes <text>', 'release notes, plain text')
    .option('--min-system <version>', 'the oldest system that it runs on')
    .option('--critical', 'machines should take it as soon as they can')
    .action(async (version: string, _typed, command: Command) => {
      const [{ addCommand }, { openRun, runCommand }] = await load(import('../words/release.ts'));
      const run = openRun(settingsOf(command));
      onExit(await runCommand(run, addCommand(version, command.optsWithGlobals())));
    });
}
