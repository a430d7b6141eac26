import { Option } from 'commander';
import type { Command } from 'commander';

import { OWN, platformOption, reasonOption, repeatable } from './options.ts';

/** Why and where, and then, under a heading of its own, what users are told. */
export function advisoryCommand(command: Command, reason: Option = reasonOption()): Command {
  return advisoryOptions(command.addOption(reason).addOption(platformOption()));
}

/** What users are told, on a command that writes an advisory. */
export function advisoryOptions(command: Command): Command {
  command
    .optionsGroup('What users are told:')
    .option(
      '--severity <word>',
      'critical, high, medium or low (default: high; of a notice medium)',
    )
    .addOption(
      new Option('--notice <switch>', 'whether users read it (default: by severity)').choices([
        'on',
        'off',
      ]),
    )
    .option('--data <word>', 'safe, back-up-first or at-risk')
    .option('--issue <text>', 'what is wrong; --issue.de and so on in other languages')
    .option('--impact <text>', 'what it means for them (--impact.de ...)')
    .option('--instruction <text>', 'what to do (--instruction.de ...)')
    .option('--timeline <text>', 'when it is fixed (--timeline.de ...)')
    .option('--alternative <url>', 'another version, to install by hand')
    .addOption(repeatable('--link <url>', 'where to read more (repeatable)'))
    .option('--support <url>', 'where to get help')
    .option('--deadline <time>', 'until when a notice may be put aside: 48h, or RFC 3339')
    .option('--expires <time>', 'when it is over by itself: 30d, or RFC 3339')
    .option('--advisory <file>', 'all of this from a file (JSON or YAML); flags go before it')
    .option(
      '--template <name>',
      'crash, data-loss, security, compatibility, performance, or ./own.liquid.yml',
    )
    .optionsGroup(OWN);
  return speaking(command);
}

/** `--issue.de`: before words are parsed there is an option for each language in them; commander reads it like any other. */
function speaking(command: Command): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (argv: string[]) => {
    for (const option of inOtherLanguages(argv)) {
      if (!command.options.some(({ long }) => long === option.long)) {
        command.addOption(option);
      }
    }
    return parse(argv);
  };
  return command;
}

const IN_A_LANGUAGE =
  /^--(issue|impact|instruction|timeline)\.([A-Za-z]{2,8}(?:-[A-Za-z\d]{1,8})*)(?:=|$)/s;

function inOtherLanguages(argv: readonly string[]): readonly Option[] {
  const typed = argv.flatMap((word) => IN_A_LANGUAGE.exec(word)?.slice(1, 3).join('.') ?? []);
  return [...new Set(typed)].map((name) =>
    new Option(`--${name} <text>`, 'for users, in this language').hideHelp(),
  );
}

/** The texts in other languages that were typed. */
export function textsTyped(command: Command): readonly TextOption[] {
  return command.options.flatMap((option) => {
    const [, line, language] = IN_A_LANGUAGE.exec(option.long ?? '') ?? [];
    const text: unknown = command.getOptionValue(option.attributeName());
    return line === undefined || language === undefined || typeof text !== 'string'
      ? []
      : [{ line: line as TextOption['line'], language, text }];
  });
}

/** One of them. */
export interface TextOption {
  readonly line: 'issue' | 'impact' | 'instruction' | 'timeline';
  readonly language: string;
  readonly text: string;
}
