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
  outliveReaders();
  let exit = 0;
  const complaints: string[] = [];
  const program = build((code) => {
    exit = code;
  });
  strict(program, (text) => complaints.push(text));
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    exit =
      error instanceof CommanderError
        ? await misused(error, { complaint: complaints.join(''), json: argv.includes('--json') })
        : await surprised(error, argv);
  }
  process.exitCode = exit;
}

/** `| head` has seen enough and is gone; a change that is under way is carried out all the same. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
    });
  }
}

/** Every subcommand throws in place of leaving, so that one place decides on the exit code and says what is wrong. */
function strict(command: Command, complaint: (text: string) => void): void {
  command.exitOverride();
  command.configureOutput({ writeErr: complaint });
  for (const one of command.commands) {
    strict(one, complaint);
  }
}

/** A usage error repeats what was typed, or what a script passed on from somebody; it must not steer the terminal. */
async function misused(
  error: CommanderError,
  { complaint, json }: { readonly complaint: string; readonly json: boolean },
): Promise<number> {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') {
    return 0;
  }
  const { oneLine } = await import('@phasegate/feed-ops');
  const message = oneLine(error.message, 400);
  process.stderr.write(complaint.replace(error.message, () => message));
  if (json) {
    const { usageDocument } = await import('./talk/surprise.ts');
    const missing = error.code === 'commander.help';
    usageDocument(missing ? 'the command is missing' : message.replace(/^error: /, ''));
  }
  return 2;
}

/** Git that is missing, a disk that is full: whatever is thrown still gets a sentence and a next step. */
async function surprised(error: unknown, argv: readonly string[]): Promise<number> {
  const { endSurprised } = await import('./talk/surprise.ts');
  return endSurprised(error, argv.includes('--json'));
}
