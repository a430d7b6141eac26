#!/usr/bin/env node
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { isRefused } from '@phasegate/agent';
import { thisPlatform, readSystemVersion } from '@phasegate/agent/node';
import { Command, CommanderError } from 'commander';
import { parseWords, UsageError } from './arguments.ts';
import type { Words } from './arguments.ts';
import { ask } from './ask.ts';
import { printAnswer } from './print.ts';

/** 0 a decision, 1 a feed that cannot be used, 2 a command line that cannot be read. */
async function main(): Promise<number> {
  const words = readCommandLine();
  if (words === undefined) {
    return 2;
  }
  try {
    const systemVersion = await readSystemVersion();
    const question = parseWords(words, {
      platform: thisPlatform(),
      arch: process.arch,
      systemVersion,
    });
    const { rows, own } = await ask(question, words, {
      stateFolder: path.join(homedir(), '.phasegate'),
      cwd: process.env['INIT_CWD'] ?? process.cwd(),
    });
    printAnswer(rows, { json: words.json === true, table: words.bucket === 'all', own });
    return rows.some(isRefused) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    console.error(`phasegate-check: ${error.message}\nTry phasegate-check --help.`);
    return 2;
  }
}

const HELP = `
Examples:
  What would this machine do?
    phasegate-check --feed-base https://example.github.io/notes/updates --installed 1.0.0
  Which machines are offered what?
    phasegate-check --feed-base https://example.github.io/notes/updates --installed 1.0.0 --bucket all
  Is a signed feed sound, and why is a release passed over on an old Mac?
    phasegate-check --feed-base https://example.github.io/notes/updates --installed 1.0.0 --root 1.root.json \\
      --app com.example.notes --platform macos --arch x64 --system-version 12.7

Exit codes: 0 a decision, 1 a feed cannot be used, 2 a command line that cannot be read.`;

function version(): string {
  return (createRequire(import.meta.url)('../package.json') as { version: string }).version;
}

function readCommandLine(): Words | undefined {
  const command = new Command('phasegate-check')
    .description('What one machine would do about its update feed, and why. Changes nothing.')
    .requiredOption('--installed <version>', 'the version that is installed')
    .option('--feed-base <url>', 'URL of the updates folder')
    .option('--feed-file <file>', 'read one local appcast instead of fetching')
    .option('--platform <name>', 'macos, windows or linux (default: this system)')
    .option('--machine-id <id>', 'take this machine id instead of the real one')
    .option('--bucket <n>', 'take this bucket, 0..99, or "all" for the table of all')
    .option('--feed <name>', 'read this feed, whatever the bucket says')
    .option('--phases <list>', 'the phases of the product (default: 10,50,100)')
    .option('--arch <name>', 'x64, arm64 or ia32 (default: this machine)')
    .option('--package <format>', 'AppImage, deb, rpm, nsis or zip (default: all of the platform)')
    .option(
      '--system-version <numbers>',
      'the system version (default: this system, if the platform is)',
    )
    .option('--channel <name...>', 'sparkle channels that the app asked for')
    .option('--blocked <range...>', "the app's own blocked versions")
    .option('--went-back-from <version>', 'the release this machine went back from')
    .option('--app <id>', 'the app id that the feed must name')
    .option('--root <file>', 'verify feeds and packages by this root.json (default: not at all)')
    .option('--json', 'one JSON document on stdout')
    .version(version(), '-V, --version', 'print the version of this program')
    .addHelpText('after', HELP)
    .exitOverride();
  try {
    return command.parse().opts<Words>();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return error.exitCode === 0 ? process.exit(0) : undefined;
    }
    throw error;
  }
}

// Whoever reads along may stop: `| head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
});

process.exitCode = await main();
