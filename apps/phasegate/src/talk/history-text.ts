import { oneLine } from '@phasegate/feed-ops';
import type { FoundEntry, History } from '@phasegate/feed-ops';
import { wrapAnsi } from 'fast-wrap-ansi';

import { paint } from './voice.ts';

/** In a pipe, and where a screen is wider: lines that are longer are hard to read. */
const MOST_COLUMNS = 100;
const INDENT = '     ';
const LABEL = 10;
/** What somebody reads on a screen; `--format markdown` and `json` have all of it. */
const MOST = 600;

/** The history for a terminal: one block for each command, as wide as the screen, and at most 100 columns. */
export function historyText(
  { entries, older, broken }: History,
  columns: number = MOST_COLUMNS,
): readonly string[] {
  const width = Math.min(columns, MOST_COLUMNS);
  return [
    ...(older === 0 ? [] : [paint('dim', ` ${older} older not shown; --limit 0 shows all`), '']),
    ...entries.flatMap((entry) => [...block(entry, width), '']),
    ...broken.flatMap(({ path, line, why }) => {
      const said = wrapped(`${path} line ${line} cannot be read: ${oneLine(why, 120)}`, width - 3);
      return said.map((part, at) => ` ${at === 0 ? paint('yellow', '!') : ' '} ${part}`);
    }),
  ];
}

function block(entry: FoundEntry, width: number): readonly string[] {
  const { at, command, version, platforms, sequence } = entry;
  const what = oneLine(`${command}${version === null ? '' : ` ${version}`}`, 400);
  const time = oneLine(at, 40);
  const [first = '', ...more] = wrapped(
    `${what} on ${platforms.join(', ')}`,
    width - time.length - 3,
  );
  return [
    ` ${paint('dim', time)}  ${paint('bold', first)}`,
    ...more.map((line) => `${' '.repeat(time.length + 3)}${paint('bold', line)}`),
    ...row('who', entry.actor, width),
    ...row('why', entry.reason, width),
    ...row('evidence', entry.evidence, width),
    ...row('undoes', entry.undoOf, width),
    ...row('where', whereOf(sequence, entry.commits), width),
  ];
}

function whereOf(sequence: number, commits: readonly string[]): string {
  const names = commits.map((commit) => commit.slice(0, 12)).join(', ');
  return `sequence ${sequence}, ${names === '' ? 'commit not known to this clone' : `commit ${names}`}`;
}

function row(label: string, text: string | null, width: number): readonly string[] {
  if (text === null || text === '') {
    return [];
  }
  const said = oneLine(text, MOST);
  const rest = Array.from(text).length > MOST ? ' (cut; --format markdown has all of it)' : '';
  return wrapped(`${said}${rest}`, width - INDENT.length - LABEL).map(
    (line, at) => `${INDENT}${paint('dim', (at === 0 ? label : '').padEnd(LABEL))}${line}`,
  );
}

function wrapped(text: string, width: number): readonly string[] {
  return wrapAnsi(text, width, { hard: true }).split('\n');
}
