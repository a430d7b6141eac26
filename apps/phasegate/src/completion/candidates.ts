import { Help } from 'commander';
import type { Argument, Command, Option } from 'commander';

import { pathOf } from '../program/dress.ts';
import type { LocalFeeds, LocalRelease } from './local-feeds.ts';
import type { Line } from './place.ts';

/** One word that could stand at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly what: string;
}

/** What could stand at the cursor; `shell` leaves files and folders to the shell, which knows them better. */
export interface Candidates {
  readonly words: readonly Candidate[];
  readonly shell: 'files' | 'folders' | undefined;
}

/** What could stand at the cursor of a line; the feeds are asked for only where they matter. */
export async function candidatesFor(
  line: Line,
  feeds: () => Promise<LocalFeeds>,
): Promise<Candidates> {
  const all = await everything(line, feeds);
  const lead = line.place.kind === 'option-value' ? line.place.lead : '';
  const words = all.words
    .filter(({ value }) => value.startsWith(line.current))
    .map(({ value, what }) => ({ value: `${lead}${value}`, what }));
  return { ...all, words };
}

async function everything(line: Line, feeds: () => Promise<LocalFeeds>): Promise<Candidates> {
  const { command, place } = line;
  switch (place.kind) {
    case 'option-value':
      return valuesOf(place.option, command, feeds);
    case 'option-name':
      return onlyWords(optionsOf(line));
    case 'word': {
      const { argument } = place;
      if (argument !== undefined) {
        return valuesOf(argument, command, feeds);
      }
      const below = new Help().visibleCommands(command);
      return onlyWords(
        below.length > 0
          ? below.map((one) => ({ value: one.name(), what: one.description() }))
          : optionsOf(line),
      );
    }
  }
}

/** An option that may be given once stands no longer among the candidates when it is there. */
function optionsOf({ command, used }: Line): readonly Candidate[] {
  const help = new Help();
  const gone = used.map(([option]) => option).filter((option) => !isRepeatable(option));
  return [...help.visibleOptions(command), ...aboveOf(command)]
    .filter((option) => !gone.includes(option))
    .map((option) => ({ value: option.long ?? option.short ?? '', what: option.description }));
}

function aboveOf(command: Command): readonly Option[] {
  return command.parent === null ? [] : [...command.parent.options, ...aboveOf(command.parent)];
}

function isRepeatable(option: Option): boolean {
  return option.variadic || Array.isArray(option.defaultValue);
}

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '--severity': ['critical', 'high', 'medium', 'low'],
  '--data': ['safe', 'back-up-first', 'at-risk'],
  '--arch': ['x64', 'arm64', 'ia32', 'universal'],
  '--template': ['crash', 'data-loss', 'security', 'compatibility', 'performance'],
  '--min-system': [],
  '--max-system': [],
  role: ['feed', 'release', 'root'],
};

async function valuesOf(
  of: Option | Argument,
  command: Command,
  feeds: () => Promise<LocalFeeds>,
): Promise<Candidates> {
  const [name, kind] = namesOf(of);
  const fixed = of.argChoices ?? KNOWN[name];
  if (fixed !== undefined) {
    return onlyWords(fixed.map((value) => ({ value, what: '' })));
  }
  if (/file|path/.test(kind)) {
    return { words: [], shell: 'files' };
  }
  if (/dir|folder/.test(kind)) {
    return { words: [], shell: 'folders' };
  }
  if (name === '--platform') {
    return onlyWords((await feeds()).platforms.map((value) => ({ value, what: '' })));
  }
  if (kind === 'percent') {
    return onlyWords((await feeds()).phases.map((share) => ({ value: `${share}`, what: '%' })));
  }
  if (kind.startsWith('id')) {
    return onlyWords((await feeds()).advisories.map(({ id, kind: what }) => ({ value: id, what })));
  }
  const versions = kind === 'version' || kind === 'range';
  return onlyWords(versions ? versionsFor(command, await feeds()) : []);
}

/** The name of an option or argument, and what its value is: `--platform <name>` is `--platform` and `name`. */
function namesOf(of: Option | Argument): readonly [string, string] {
  if ('flags' in of) {
    const [, kind = ''] = /[<[]([^>\].]+)/.exec(of.flags) ?? [];
    return [of.long ?? of.short ?? '', kind.toLowerCase()];
  }
  return [of.name(), of.name().toLowerCase()];
}

/** The states in which a command can do something with a release; others take every version. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  'rollout start': ['draft'],
  'rollout pause': ['rolling', 'complete'],
  'rollout resume': ['paused'],
  'rollout escalate': ['rolling'],
  rollback: ['rolling', 'complete', 'paused'],
  'emergency stop': ['rolling', 'complete'],
  'emergency lift': ['paused'],
  'release add': [],
};

function versionsFor(command: Command, { releases }: LocalFeeds): readonly Candidate[] {
  const states = STATES[pathOf(command)];
  const fitting = releases.filter(({ state }) => states?.includes(state) ?? true);
  return [...new Set(fitting.map(({ version }) => version))].map((value) => ({
    value,
    what: fitting
      .filter(({ version }) => version === value)
      .map(stateText)
      .join(', '),
  }));
}

function stateText({ platform, state, phase }: LocalRelease): string {
  return `${platform} ${state}${phase === undefined ? '' : ` ${phase} %`}`;
}

function onlyWords(words: readonly Candidate[]): Candidates {
  return { words, shell: undefined };
}
