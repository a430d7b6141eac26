import type { Argument, Command, Option } from 'commander';

/** What stands where the cursor is. */
export type Place =
  | { readonly kind: 'option-value'; readonly option: Option; readonly lead: string }
  | { readonly kind: 'option-name' }
  | { readonly kind: 'word'; readonly argument: Argument | undefined };

/** A line up to the cursor, understood as far as it goes. */
export interface Line {
  readonly command: Command;
  readonly place: Place;
  /** What is there of the word at the cursor; of a value, what stands behind `--option=`. */
  readonly current: string;
  /** The options before the cursor, each with its value where it has one. */
  readonly used: readonly (readonly [Option, string | undefined])[];
}

interface Walk {
  command: Command;
  readonly operands: string[];
  readonly used: [Option, string | undefined][];
  /** The option that takes the next word. */
  open: Option | undefined;
  onlyOperands: boolean;
}

/** Walks the words behind the program's name; the last one is at the cursor, and may be empty. */
export function readLine(program: Command, words: readonly string[]): Line {
  const walk: Walk = {
    command: program,
    operands: [],
    used: [],
    open: undefined,
    onlyOperands: false,
  };
  for (const word of words.slice(0, -1)) {
    step(walk, word);
  }
  const last = words.at(-1) ?? '';
  return { command: walk.command, used: walk.used, ...placeOf(walk, last) };
}

function step(walk: Walk, word: string): void {
  if (walk.open !== undefined && !(walk.open.variadic && word.startsWith('-'))) {
    walk.used.push([walk.open, word]);
    walk.open = walk.open.variadic ? walk.open : undefined;
    return;
  }
  walk.open = undefined;
  if (walk.onlyOperands || !word.startsWith('-') || word === '-') {
    operand(walk, word);
  } else if (word === '--') {
    walk.onlyOperands = true;
  } else {
    flag(walk, word);
  }
}

function operand(walk: Walk, word: string): void {
  const sub = walk.command.commands.find(
    (one) => one.name() === word || one.aliases().includes(word),
  );
  if (sub !== undefined && walk.operands.length === 0) {
    walk.command = sub;
  } else {
    walk.operands.push(word);
  }
}

function flag(walk: Walk, word: string): void {
  const [name = '', ...value] = word.split('=');
  const option = optionNamed(walk.command, name);
  if (option === undefined) {
    return;
  }
  if (value.length === 0 && (option.required || option.optional)) {
    walk.open = option;
  } else {
    walk.used.push([option, value.length === 0 ? undefined : value.join('=')]);
  }
}

function placeOf(walk: Walk, last: string): Pick<Line, 'place' | 'current'> {
  if (walk.open !== undefined && !(walk.open.variadic && last.startsWith('-'))) {
    return { place: { kind: 'option-value', option: walk.open, lead: '' }, current: last };
  }
  const [name = '', ...value] = last.split('=');
  const option = walk.onlyOperands ? undefined : optionNamed(walk.command, name);
  if (option !== undefined && value.length > 0) {
    return { place: { kind: 'option-value', option, lead: `${name}=` }, current: value.join('=') };
  }
  if (last.startsWith('-') && !walk.onlyOperands) {
    return { place: { kind: 'option-name' }, current: last };
  }
  return { place: { kind: 'word', argument: argumentAt(walk) }, current: last };
}

function argumentAt({ command, operands }: Walk): Argument | undefined {
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  return registeredArguments[operands.length] ?? (last?.variadic === true ? last : undefined);
}

/** The option of a command, or of one above it. */
function optionNamed(command: Command, name: string): Option | undefined {
  return (
    command.options.find(({ long, short }) => long === name || short === name) ??
    (command.parent === null ? undefined : optionNamed(command.parent, name))
  );
}
