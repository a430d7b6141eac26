import { CommanderError } from 'commander';
import type { Command } from 'commander';

import { oneLine, refuse } from '@phasegate/feed-ops';
import type { Result } from '@phasegate/feed-ops';

import type { Errand } from '../run/run-command.ts';
import type { OnExit } from './options.ts';
import { PLANNABLE } from './plannable.ts';

/** Builds the program; words from a file go through the very one that reads the command line. */
export type Build = (onExit: OnExit) => Command;

/** Options that all commands share, as they were typed for this run. */
export type Shared = Readonly<Record<string, unknown>>;

/**
 * Runs words that come from `plan` or from a plan's file, as the command line would, on an errand of their own. They
 * may only name a command that can be planned, and none of the options that all commands share: a file must not say
 * yes, choose keys, or name somebody else's tree. Returns the exit code.
 */
export async function runWords(
  build: Build,
  words: readonly string[],
  { shared, errand }: { readonly shared: Shared; readonly errand: Errand },
): Promise<Result<number>> {
  let exit = 0;
  const program = build((code) => {
    exit = code;
  });
  for (const option of program.options) {
    const name = option.attributeName();
    program.setOptionValueWithSource(name, shared[name], 'run');
  }
  program.setOptionValueWithSource('errand', errand, 'run');
  quiet(program);
  program.hook('preAction', (_program, action) => forbid(program, action));
  try {
    await program.parseAsync([...words], { from: 'user' });
    return { ok: true, value: exit };
  } catch (error) {
    if (error instanceof CommanderError) {
      return refuse('bad-argument', said(error), NEXT);
    }
    throw error;
  }
}

const NEXT = `write one of these commands with its own options: ${PLANNABLE.join(', ')}`;

function forbid(program: Command, action: Command): void {
  const path = pathOf(action);
  if (!PLANNABLE.includes(path)) {
    action.error(`"${path}" cannot be planned`);
  }
  const typed = program.options.find(
    (option) => program.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (typed !== undefined) {
    action.error(`${typed.long ?? typed.flags} is for this run, and cannot be part of a plan`);
  }
  // A config may be a program: whoever signs off runs the one beside their own sources, never one that a file names.
  if (path === 'config apply' && action.getOptionValueSource('config') === 'cli') {
    action.error('--config cannot be part of a plan; run it in the folder that has the config');
  }
}

/** `rollout escalate`: the names below the program. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null
    ? command.name()
    : `${pathOf(parent)} ${command.name()}`;
}

/** Errors come back as refusals; help that a file asks for is none of ours to print. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({
    writeOut: () => undefined,
    writeErr: () => undefined,
  });
  for (const one of command.commands) {
    quiet(one);
  }
}

function said({ message }: CommanderError): string {
  return `These words cannot be planned: ${oneLine(message.replace(/^error: /, ''), 300)}`;
}
