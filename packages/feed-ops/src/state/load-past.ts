import type { Command } from '../command.ts';
import type { Base, FeedRepository } from '../git/feed-repository.ts';
import { readHistoryFile } from '../history/history-lines.ts';
import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import type { HistoryEntry } from './history.ts';
import { parseLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { nameOf } from './past.ts';
import type { PastCommand, Undo } from './past.ts';
import type { PlatformState, Snapshot } from './snapshot.ts';

/** A command as it can be planned: an undo learns from git what it takes back. */
export async function withPast(
  command: Command,
  repository: FeedRepository,
  base: Base,
  snapshot: Snapshot,
): Promise<Result<Command>> {
  if (command.kind !== 'undo') {
    return accept(command);
  }
  const { platforms } = command;
  const states = snapshot.states.filter(
    ({ platform }) => platforms === undefined || platforms.includes(platform),
  );
  const target = targetOf(command, states);
  if (!target.ok) {
    return target;
  }
  const past: PastCommand[] = [];
  for (const line of target.value) {
    const one = await loadOne(repository, base, line);
    if (!one.ok) {
      return one;
    }
    past.push(one.value);
  }
  return accept({ ...command, past });
}

/** One line of one platform's history. */
interface Line {
  readonly state: PlatformState;
  readonly entry: HistoryEntry;
  /** 0-based. */
  readonly at: number;
  readonly later: readonly HistoryEntry[];
}

const KEPT: Readonly<Record<string, string>> = {
  init: 'take the files out with git revert, before anybody uses them',
  config: 'phasegate config apply, with the config of before',
  renew: 'it changed nothing that users see; name the command that you mean with --sequence',
};

function mayBeUndone({ command }: HistoryEntry): boolean {
  return !Object.hasOwn(KEPT, command) && !command.startsWith('keys-');
}

/** The lines that the command wrote, one for each platform. */
function targetOf(asked: Undo, states: readonly PlatformState[]): Result<readonly Line[]> {
  const all: Line[] = [];
  for (const state of states) {
    const lines = linesOf(state);
    if (!lines.ok) {
      return lines;
    }
    all.push(...lines.value);
  }
  const found = lineMeant(asked, all);
  if (found === undefined) {
    return unknownCommand(asked, all);
  }
  const { command } = found.entry;
  if (!mayBeUndone(found.entry)) {
    const others = undoable(all).at(-1);
    const instead =
      others === undefined
        ? ''
        : ` (phasegate undo --sequence ${others.sequence}: ${nameOf(others)})`;
    return refuse(
      'not-undone',
      `"${nameOf(found.entry)}" of ${found.entry.at} cannot be taken back`,
      `${(Object.hasOwn(KEPT, command) ? KEPT[command] : undefined) ?? 'docs/keys.md says how to go on from here; keys are changed by newer roots'}${instead}`,
    );
  }
  return accept(all.filter((line) => isSame(line.entry, found.entry) && lastSame(line, all)));
}

function linesOf(state: PlatformState): Result<readonly Line[]> {
  const { history } = state.places;
  const { lines: entries, broken } = readHistoryFile(state.platform, history, state.history ?? '');
  const [wrong] = broken;
  return wrong === undefined
    ? accept(entries.map((entry, at) => ({ state, entry, at, later: entries.slice(at + 1) })))
    : refuse(
        'bad-ledger',
        `${history}: line ${wrong.line} is no entry of a history: ${oneLine(wrong.why, 200)}`,
        `look at what changed with: git log -p -- ${history}`,
      );
}

/** What raised the sequence wrote the first line that has it; commands since that changed no feed have it too. */
function lineMeant({ sequence, at }: Undo, all: readonly Line[]): Line | undefined {
  if (at !== undefined) {
    return all.findLast(({ entry }) => entry.at === at);
  }
  return sequence === undefined
    ? newestOf(all)
    : firstOf(all.filter(({ entry }) => entry.sequence === sequence));
}

/** The newest by time, then by sequence; of one platform the last line. */
function newestOf(lines: readonly Line[]): Line | undefined {
  return [...lines]
    .filter(({ later }) => later.length === 0)
    .sort((a, b) =>
      a.entry.at === b.entry.at
        ? a.entry.sequence - b.entry.sequence
        : a.entry.at < b.entry.at
          ? -1
          : 1,
    )
    .at(-1);
}

function firstOf(lines: readonly Line[]): Line | undefined {
  return [...lines].sort((a, b) => a.at - b.at)[0];
}

/** The same command's line on another platform. */
function isSame(a: HistoryEntry, b: HistoryEntry): boolean {
  return a.at === b.at && a.command === b.command && a.version === b.version && a.actor === b.actor;
}

function lastSame(line: Line, all: readonly Line[]): boolean {
  return !all.some(
    (one) => one.state === line.state && one.at > line.at && isSame(one.entry, line.entry),
  );
}

function undoable(all: readonly Line[]): readonly HistoryEntry[] {
  return all
    .map(({ entry }) => entry)
    .filter(mayBeUndone)
    .sort((a, b) => a.sequence - b.sequence);
}

function unknownCommand({ sequence, at }: Undo, all: readonly Line[]): Result<never> {
  const last = undoable(all)
    .slice(-3)
    .map((entry) => `${entry.sequence}: ${nameOf(entry)}`);
  const what =
    at !== undefined
      ? `No command was given at ${at}`
      : sequence === undefined
        ? 'Nothing was done yet'
        : `No command has the sequence ${sequence}`;
  return refuse(
    'unknown-command',
    what,
    last.length === 0
      ? 'phasegate rollout status'
      : `the last are ${[...new Set(last)].join('; ')}`,
  );
}

async function loadOne(
  repository: FeedRepository,
  base: Base,
  line: Line,
): Promise<Result<PastCommand>> {
  const { state, entry, later, at } = line;
  const commits = await repository.commitsOf(base, state.places.history);
  const count = async (commit: Base | undefined): Promise<number> =>
    commit === undefined ? -1 : (await historyAt(repository, commit, state)).length;
  // The history only grows, so the commit that wrote a line is found by halves: commits[low] has it, commits[high] not.
  let [low, high] = [0, commits.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await count(commits[middle])) > at) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const [wrote, parent] = [commits[low], commits[high]];
  const lines = wrote === undefined ? [] : await historyAt(repository, wrote, state);
  if (wrote === undefined || parent === undefined || lines.length !== at + 1) {
    return refuse(
      'no-past',
      `Git does not show what stood before "${nameOf(entry)}" of ${entry.at} (a shallow clone, or commits that were squashed)`,
      'git fetch --unshallow if the clone is shallow; otherwise give the command that does the opposite',
    );
  }
  const before = await ledgerAt(repository, parent, state);
  const after = await ledgerAt(repository, wrote, state);
  if (!before.ok) {
    return before;
  }
  return after.ok
    ? accept({ platform: state.platform, entry, later, before: before.value, after: after.value })
    : after;
}

async function historyAt(
  repository: FeedRepository,
  commit: Base,
  { places }: PlatformState,
): Promise<readonly string[]> {
  const text = await textAt(repository, commit, places.history);
  return text.split('\n').filter((line) => line.trim() !== '');
}

async function ledgerAt(
  repository: FeedRepository,
  commit: Base,
  { places }: PlatformState,
): Promise<Result<Ledger>> {
  return parseLedger(await textAt(repository, commit, places.ledger), places.ledger);
}

async function textAt(repository: FeedRepository, commit: Base, path: string): Promise<string> {
  const bytes = (await repository.read(commit, [path])).get(path);
  return Buffer.from(bytes ?? '').toString('utf8');
}
