import { styleText } from 'node:util';

import { Help } from 'commander';
import type { Command, HelpConfiguration, Option } from 'commander';

/**
 * How help looks: commands before options, and under a subcommand, of the options that every command takes, only the
 * common ones; those for git, the host and keys stand in the program's own help.
 */
export function helpLooks(common: string): HelpConfiguration {
  return {
    showGlobalOptions: true,
    visibleGlobalOptions: (command) =>
      command.parent === null ? [] : rootOf(command).options.filter(isIn(common)),
    optionDescription,
    styleTitle: (title) =>
      styleText('bold', title === 'Global Options:' ? common : title, { validateStream: false }),
    formatHelp: (command, help) =>
      command.commands.length === 0
        ? Help.prototype.formatHelp.call(help, command, help)
        : optionsLast(Help.prototype.formatHelp.call(help, command, help)),
  };
}

function optionsLast(text: string): string {
  const blocks = text.trimEnd().split('\n\n');
  const isOptions = (block: string): boolean => /^ {2}-/m.test(block);
  return `${[...blocks.filter((one) => !isOptions(one)), ...blocks.filter(isOptions)].join('\n\n')}\n`;
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function isIn(heading: string): (option: Option) => boolean {
  return ({ helpGroupHeading }) => helpGroupHeading === heading;
}

/** A list that is empty unless something is given says nothing to whoever reads the help. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(' (default: [])', '');
}
