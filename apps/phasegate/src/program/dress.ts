import type { Command } from 'commander';

import { EXAMPLES } from './examples.ts';
import { group } from './groups.ts';

/** Help for every command of the program, those that are added later as well: examples, groups, the next step. */
export function dress(program: Command): Command {
  for (const command of everyCommand(program)) {
    const path = pathOf(command);
    command
      .helpCommand(false)
      .showHelpAfterError(`  Next: ${['phasegate', path, '--help'].join(' ').replace('  ', ' ')}`);
    if (command !== program) {
      command.addHelpText('after', () => tail(command));
    }
  }
  group(program);
  return program;
}

/** A command and all below it. */
export function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The words behind `phasegate`: `rollout start`. */
export function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();
}

function tail(command: Command): string {
  const examples = (EXAMPLES[pathOf(command)] ?? []).flatMap(({ line, what }) => [
    `  # ${what}`,
    ...folded(line),
  ]);
  const more =
    command.commands.length > 0
      ? `Next: phasegate ${pathOf(command)} COMMAND --help`
      : 'Options for git, the host and keys, and the exit codes: phasegate --help';
  return ['', ...(examples.length === 0 ? [] : ['Examples:', ...examples, '']), more].join('\n');
}

const WIDTH = 80;
// An option stays with its value.
const WORDS = /--[\w-]+ (?:"[^"]*"|[^\s-]\S*)|"[^"]*"|\S+/g;

/** A command over several lines, as a shell takes it. */
export function folded(line: string, indent = '  ', width: number = WIDTH): readonly string[] {
  const lines: string[] = [];
  let now = indent;
  for (const word of line.match(WORDS) ?? []) {
    if (now.trim() !== '' && now.length + word.length + 3 > width) {
      lines.push(`${now}\\`);
      now = `${indent}  `;
    }
    now += `${word} `;
  }
  return [...lines, now.trimEnd()];
}
