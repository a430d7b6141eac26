import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { EXIT_CODES } from './exit-codes.ts';
import { helpLooks } from './help-looks.ts';
import { readSettings } from '../words/settings.ts';
import type { Settings, SettingsTyped } from '../words/settings.ts';

/** Takes an exit code when a command has ended. */
export type OnExit = (code: number) => void;

/** The headings of the options that every command takes, and of a command's own. */
const COMMON = 'Common options:';
export const OWN = 'Options:';

/** The common options on a program of ours; errors name the next step. */
export function commonOptions(program: Command): Command {
  return program
    .optionsGroup(COMMON)
    .option('-C, --directory <dir>', 'the git work tree that holds the feeds (or a folder in it)')
    .option('--dry-run', 'show the diff of each feed and who is affected, and write nothing')
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .option('-y, --yes', 'say yes to what would be asked')
    .addOption(repeatable('--confirm <version>', 'say yes by naming the version (repeatable)'))
    .optionsGroup('Git and the host:')
    .option(
      '--branch <name>',
      'the branch that holds the feeds (default: as in phasegate.json, or gh-pages)',
      branchName,
    )
    .option('--no-push', 'commit in this work tree and push nothing')
    .option(
      '--wait <seconds>',
      'how long to wait for the host to serve it (0: not at all)',
      seconds,
      900,
    )
    .option('--no-wait', 'do not wait for the host at all')
    .option('--timeout <seconds>', 'how long one fetch or push may take', seconds, 60)
    .option('--actor <name>', 'who does it, for the history (default: git config user)')
    .option('--feed-base <url>', 'where the updates folder is published')
    .optionsGroup('Keys:')
    .option('--keys <dir>', 'the folder of the keys (default: ~/.phasegate/keys/<app>)')
    .addOption(repeatable('--feed-key <file>', 'the feed key, - for stdin (or PHASEGATE_FEED_KEY)'))
    .option('--release-key <file>', 'the release key, - for stdin (or PHASEGATE_RELEASE_KEY)')
    .addOption(
      repeatable(
        '--root-key <file>',
        'a root key, - for stdin (or PHASEGATE_ROOT_KEY); repeatable',
      ),
    )
    .option(
      '--sparkle-key <file>',
      'the Sparkle key, where one is configured (or PHASEGATE_SPARKLE_KEY)',
    )
    .option('--passphrase-file <file>', 'of encrypted key files (or PHASEGATE_PASSPHRASE)')
    .optionsGroup(OWN)
    .configureHelp(helpLooks(COMMON))
    .showHelpAfterError('  Next: --help explains the options')
    .addHelpText('after', EXIT_CODES);
}

/** An option that may be given several times; its value is a list, empty where it is absent. */
export function repeatable(flags: string, what: string): Option {
  return new Option(flags, what)
    .default([])
    .argParser((value: string, before: readonly string[]) => [...before, value]);
}

/** How many root keys are made. */
export function rootKeysOption(): Option {
  return new Option('--root-keys <n>', 'how many root keys are made').default(3).argParser(whole);
}

/** How many root keys must sign a root. */
export function rootThresholdOption(): Option {
  return new Option('--root-threshold <n>', 'how many of them must sign')
    .default(2)
    .argParser(whole);
}

/** The settings of a subcommand with those of its parents. */
export function settingsOf(command: Command, outspoken = false): Settings {
  return readSettings(command.optsWithGlobals<SettingsTyped>(), outspoken);
}

/** Loads what an action needs beside its words; `--help` loads neither. */
export function load<Words>(
  words: Promise<Words>,
): Promise<[Words, typeof import('../run/run-command.ts')]> {
  return Promise.all([words, import('../run/run-command.ts')]);
}

/** For which platforms a command is. */
export function platformOption(): Option {
  return repeatable('--platform <name>', 'macos, windows or linux (repeatable; default: all)');
}

/** Why a command is given. */
export function reasonOption(): Option {
  return new Option('--reason <text>', 'why, word for word for the history');
}

/** The same where nothing is done without; the command itself says so, with the others' words. */
export function neededReason(): Option {
  return new Option('--reason <text>', 'why, word for word for the history (required)');
}

/** How a release is withdrawn. */
export function methodOption(): Option {
  return new Option('--method <method>', 'out of the feeds, or marked in them')
    .choices(['remove', 'mark'])
    .default('remove');
}

function whole(text: string): number {
  if (!/^[1-9]$/.test(text)) {
    throw new InvalidArgumentError('Write a number from 1 to 9.');
  }
  return Number(text);
}

function branchName(text: string): string {
  if (!/^(?!-)[^\s:?*[\]\\^~]+$/.test(text)) {
    throw new InvalidArgumentError('Write the name of a branch.');
  }
  return text;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text)) {
    throw new InvalidArgumentError('Write whole seconds.');
  }
  return number;
}
