import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

import { load, platformOption, repeatable, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate release`. */
export function addRelease(program: Command, onExit: OnExit): void {
  const release = program.command('release').description('releases in the ledger');
  addAdd(release, onExit);
  addImport(release, onExit);
}

function addImport(release: Command, onExit: OnExit): void {
  release
    .command('import')
    .description('take releases over from a feed of Sparkle or electron-updater, files and all')
    .requiredOption('--platform <name>', 'macos, windows or linux')
    .requiredOption('--from <source>', 'appcast.xml or latest*.yml: a file, or its https address')
    .option('--url-base <url>', 'where the files of a latest*.yml are published, if not beside it')
    .option('--keep <n>', 'how many releases, the newest first', releases, 2)
    .action(async (_typed, command: Command) => {
      const { runImport } = await import('../run/run-import.ts');
      onExit(await runImport(settingsOf(command), command.optsWithGlobals()));
    });
}

function releases(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) {
    throw new InvalidArgumentError('Write a number from 1 to 99.');
  }
  return Number(text);
}

function addAdd(release: Command, onExit: OnExit): void {
  const add = release
    .command('add')
    .description('enter a release as a draft, or more of its files; no machine sees it yet')
    .argument('[version]', 'may be left out with --from')
    .addOption(platformOption());
  fileOptions(add);
  wordOptions(add);
  add.action(async (version: string | undefined, _typed, command: Command) => {
    const [{ addCommand }, { openRun, runCommand }] = await load(import('../words/release.ts'));
    const run = openRun(settingsOf(command));
    onExit(await runCommand(run, addCommand(version, command.optsWithGlobals())));
  });
}

function fileOptions(add: Command): void {
  add
    .addOption(
      repeatable(
        '--from <path>',
        'what the build wrote: a folder, latest*.yml files or phasegate-release.json (repeatable)',
      ),
    )
    .option(
      '--url-base <url>',
      'the folder where those files are published; {version} and {platform} are filled in',
    )
    .addOption(
      repeatable('--file <path>', 'a single file of the release (repeatable, each with its --url)'),
    )
    .addOption(repeatable('--url <url>', 'where that file is published'))
    .addOption(repeatable('--arch <name>', 'x64, arm64, ia32 or universal, for each file'))
    .addOption(
      repeatable('--ed-signature <base64>', "what Sparkle's sign_update -p prints, for each file"),
    );
}

function wordOptions(add: Command): void {
  add
    .option('--title <text>', 'the title of the item (default: name and version)')
    .option('--notes <text>', 'release notes, plain text')
    .option('--notes-file <path>', 'release notes from a file; .md is Markdown')
    .option('--channel <name>', 'only for machines whose app asks for this channel')
    .option('--critical', 'machines should take it as soon as they can')
    .option('--min-system <version>', 'the oldest system that it runs on')
    .option('--max-system <version>', 'the newest system that it runs on')
    .option('--min-autoupdate <version>', 'machines on older ones update only when asked to')
    .option('--floor <version>', 'the lowest version that machines may go back to from it');
}
