import { Help } from 'commander';
import type { Command, Option } from 'commander';
import { EXAMPLES } from '../../apps/phasegate/src/program/examples.ts';
import { everyCommand, folded, pathOf } from '../../apps/phasegate/src/program/dress.ts';
import { CONSENT, EXITS } from '../../apps/phasegate/src/program/exit-codes.ts';
import {
  DESCRIPTION,
  ENVIRONMENT,
  FILES,
  SEE_ALSO,
} from '../../apps/phasegate/src/program/manual-words.ts';
import { OVERVIEW } from '../../apps/phasegate/src/program/overview.ts';

/** A part of the manual, to be written as Markdown or as roff. */
export type Block =
  | { readonly kind: 'section' | 'command' | 'text'; readonly text: string }
  | { readonly kind: 'terms'; readonly terms: readonly (readonly [string, string])[] }
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

// man(1) indents examples on a terminal of 80 columns.
const MANUAL_WIDTH = 68;

/** The manual of the whole program, from the program itself. */
export function manualOf(program: Command): readonly Block[] {
  const leaves = everyCommand(program).filter(isShown);
  return [
    section('NAME'),
    text(`phasegate - ${lower(program.description())}`),
    section('SYNOPSIS'),
    lines(['phasegate COMMAND [OPTIONS] [ARGUMENTS]', 'phasegate COMMAND --help']),
    section('DESCRIPTION'),
    ...DESCRIPTION.map(text),
    section('COMMANDS'),
    ...leaves.flatMap(commandBlocks),
    section('OPTIONS'),
    text('Every command takes these, before or behind its name.'),
    ...commonBlocks(program),
    section('EXAMPLES'),
    ...OVERVIEW.flatMap(({ task, commands }) => [
      text(`${task}:`),
      lines(commands.map(({ line }) => line)),
    ]),
    section('EXIT STATUS'),
    terms(EXITS.map(([code, what]) => [String(code), what])),
    text(CONSENT.join(' ')),
    section('ENVIRONMENT'),
    terms(ENVIRONMENT),
    section('FILES'),
    terms(FILES),
    section('SEE ALSO'),
    text(SEE_ALSO.join(', ')),
  ];
}

function isShown(command: Command): boolean {
  const { parent } = command;
  const visible = parent === null || new Help().visibleCommands(parent).includes(command);
  // `notice` can be given, and has `notice end` below it.
  return (
    visible && (command.commands.length === 0 || (parent !== null && command.options.length > 0))
  );
}

function commandBlocks(command: Command): readonly Block[] {
  const path = pathOf(command);
  const help = new Help();
  const examples = EXAMPLES[path] ?? [];
  return [
    { kind: 'command', text: `phasegate ${path}` },
    lines([help.commandUsage(command)]),
    text(sentence(command.description())),
    ...termsOf(
      help
        .visibleArguments(command)
        .map((one) => [help.argumentTerm(one), help.argumentDescription(one)]),
    ),
    ...termsOf(command.options.map(optionTerm)),
    ...examples.map(({ line, what }) => lines([`# ${what}`, ...folded(line, '', MANUAL_WIDTH)])),
  ];
}

function commonBlocks(program: Command): readonly Block[] {
  const headings = [...new Set(program.options.map(({ helpGroupHeading }) => helpGroupHeading))];
  return headings.flatMap((heading) => [
    text(heading ?? ''),
    terms(
      program.options
        .filter(({ helpGroupHeading }) => helpGroupHeading === heading)
        .map(optionTerm),
    ),
  ]);
}

function optionTerm(option: Option): readonly [string, string] {
  return [option.flags, new Help().optionDescription(option).replace(' (default: [])', '')];
}

function termsOf(all: readonly (readonly [string, string])[]): readonly Block[] {
  return all.length === 0 ? [] : [terms(all)];
}

function section(name: string): Block {
  return { kind: 'section', text: name };
}

function text(words: string): Block {
  return { kind: 'text', text: words };
}

function lines(all: readonly string[]): Block {
  return { kind: 'lines', lines: all };
}

function terms(all: readonly (readonly [string, string])[]): Block {
  return { kind: 'terms', terms: all };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function lower(words: string): string {
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
