import { enableCompileCache } from 'node:module';

import { CommanderError } from 'commander';
import type { Command } from 'commander';

/** Runs a program and leaves with its exit code; a usage error is 2, as `--help` says. */
export async function start(
  build: (onExit: (code: number) => void) => Command,
  argv: readonly string[],
): Promise<void> {
  // What an action loads is compiled once and kept in the system's temporary folder: half the time of a command.
  enableCompileCache();
  let exit = 0;
  const program = build((code) => {
    exit = code;
  });
  strict(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    exit =
      error instanceof CommanderError ? await usage(error, argv) : await surprised(error, argv);
  }
  process.exitCode = exit;
}

/** Every subcommand throws in place of leaving, so that one place decides on the exit code. */
function strict(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) {
    strict(one);
  }
}

/** Commander has said what is wrong and how to go on; with --json it is a document as well. */
async function usage({ code, message }: CommanderError, argv: readonly string[]): Promise<number> {
  if (code === 'commander.helpDisplayed' || code === 'commander.version') {
    return 0;
  }
  if (argv.includes('--json')) {
    const { usageDocument } = await import('./talk/surprise.ts');
    usageDocument(message.replace(/^error: /, ''));
  }
  return 2;
}

/** Git that is missing, a disk that is full: whatever is thrown still gets a sentence and a next step. */
async function surprised(error: unknown, argv: readonly string[]): Promise<number> {
  const { endSurprised } = await import('./talk/surprise.ts');
  return endSurprised(error, argv.includes('--json'));
}
