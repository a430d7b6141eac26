import { oneLine } from '@phasegate/feed-ops';
import type { FoundEntry, History } from '@phasegate/feed-ops';
import { wrapAnsi } from 'fast-wrap-ansi';

import { paint } from './voice.ts';

const WIDTH = 100;
const INDENT = '     ';
const LABEL = 10;
/** What somebody reads on a screen; `--format markdown` and `json` have all of it. */
const MOST = 600;

/** The history for a terminal: one block for each command, at most 100 columns wide. */
export function historyText({ entries, older, broken }: History): readonly string[] {
  return [
    ...(older === 0 ? [] : [paint('dim', ` ${older} older not shown; --limit 0 shows all`), '']),
    ...entries.flatMap((entry) => [...block(entry), '']),
    ...broken.map(
      ({ path, line, why }) =>
        ` ${paint('yellow', '!')} ${path} line ${line} cannot be read: ${oneLine(why, 60)}`,
    ),
  ].flatMap((line) => wrapAnsi(line, WIDTH, { hard: true }).split('\n'));
}

function block(entry: FoundEntry): readonly string[] {
  const { at, command, version, platforms, sequence } = entry;
  const what = `${command}${version === null ? '' : ` ${oneLine(version, 300)}`}`;
  const head = ` ${paint('dim', oneLine(at, 40))}  ${paint('bold', oneLine(what, 400))} on ${platforms.join(', ')}`;
  return [
    head,
    ...row('who', entry.actor),
    ...row('why', entry.reason),
    ...row('evidence', entry.evidence),
    ...row('undoes', entry.undoOf),
    ...row('where', whereOf(sequence, entry.commits)),
  ];
}

function whereOf(sequence: number, commits: readonly string[]): string {
  const names = commits.map((commit) => commit.slice(0, 12)).join(', ');
  return `sequence ${sequence}, ${names === '' ? 'commit not known to this clone' : `commit ${names}`}`;
}

function row(label: string, text: string | null): readonly string[] {
  if (text === null || text === '') {
    return [];
  }
  const said = oneLine(text, MOST);
  const rest = Array.from(text).length > MOST ? ' (cut; --format markdown has all of it)' : '';
  const lines = wrapAnsi(`${said}${rest}`, WIDTH - INDENT.length - LABEL, { hard: true });
  return lines
    .split('\n')
    .map((line, at) => `${INDENT}${paint('dim', (at === 0 ? label : '').padEnd(LABEL))}${line}`);
}
