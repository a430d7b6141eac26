import { oneLine } from '@phasegate/feed-ops';
import type { FoundEntry, History } from '@phasegate/feed-ops';

const COLUMNS = [
  'When (UTC)',
  'What',
  'Platforms',
  'Who',
  'Why',
  'Evidence',
  'Sequence',
  'Commit',
] as const;

/** The history as a table for an incident report; reasons come from anybody, and show as the text that they are. */
export function historyMarkdown({ title, entries, older, broken }: History): string {
  const notes = [
    ...(older === 0 ? [] : [`${older} older entries are left out.`]),
    ...broken.map(
      ({ path, line, why }) => `${plain(path)} line ${line} cannot be read: ${plain(why)}`,
    ),
  ];
  return [
    `## History of ${plain(title)}`,
    '',
    rowOf(COLUMNS),
    rowOf(COLUMNS.map(() => '---')),
    ...entries.map((entry) => rowOf(cellsOf(entry))),
    ...notes.flatMap((note) => ['', note]),
    '',
  ].join('\n');
}

function cellsOf(entry: FoundEntry): readonly string[] {
  const { at, command, version, platforms, actor, reason, evidence, undoOf } = entry;
  const what = [command, version ?? '', undoOf === null ? '' : `(undoes ${undoOf})`];
  return [
    at,
    plain(what.filter((part) => part !== '').join(' ')),
    platforms.join(', '),
    plain(actor),
    plain(reason ?? ''),
    plain(evidence ?? ''),
    String(entry.sequence),
    entry.commits.map((commit) => commit.slice(0, 12)).join(', '),
  ];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/**
 * Text that Markdown shows as it is: one line, every mark that works inside a line escaped, no HTML, and nothing that a
 * host would make a mention, an issue number or a link of.
 */
function plain(text: string): string {
  return oneLine(text, Number.POSITIVE_INFINITY)
    .replaceAll(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[@#]|:(?=\/\/)|www(?=\.)/gi, '$&<!-- -->');
}
