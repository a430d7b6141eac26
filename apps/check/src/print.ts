import { styleText } from 'node:util';
import { isRefused } from '@phasegate/agent';
import type { AgentErrorCode, Inspection } from '@phasegate/agent';
import { tableOf } from './table.ts';

/** How the answer is printed. */
export interface Style {
  readonly json: boolean;
  /** The table of all buckets. */
  readonly table: boolean;
  /** The bucket that this machine is in by itself, or by the id that was given. */
  readonly own: number;
}

/** Prints one machine, or the table of all buckets, for people or as one JSON document. */
export function printAnswer(rows: readonly Inspection[], { json, table, own }: Style): void {
  if (json) {
    console.log(JSON.stringify(table ? rows : rows[0], null, 2));
    return;
  }
  const lines = table
    ? [...tableOf(rows, own), ...hintsOf(rows)]
    : rows.flatMap((row) => [...describe(row), ...hintsOf([row])]);
  console.log(lines.join('\n'));
}

const COLOURS = { offer: 'green', 'go-back': 'yellow', hold: 'blue' } as const;

function describe(row: Inspection): readonly string[] {
  const { machine, decision } = row;
  const items = row.items.map(
    ({ version, outcome, because }) =>
      `  ${(version || '(no version)').padEnd(16)} ${because} ${styleText('dim', `[${outcome.code}]`)}`,
  );
  const notices = row.notices.map(
    ({ id, kind, severity, issue }) => `  ${kind}, ${severity} (${id}): ${issue ?? 'no text'}`,
  );
  return [
    field('machine', `${machine.idPrefix} (${machine.source})`),
    field('bucket', String(row.bucket)),
    field('feed', row.feed),
    field('', row.feedUrl ?? ''),
    field(
      'trust',
      row.trust === 'signed' ? 'signed' : 'unsigned: nothing is verified without --root',
    ),
    field('decision', styleText([COLOURS[decision.kind], 'bold'], decision.kind)),
    field('', `${decision.because} [${decision.reason.code}]`),
    ...(items.length === 0 ? [] : ['', 'items', ...items]),
    ...(notices.length === 0 ? [] : ['', 'notices on the installed version', ...notices]),
  ].filter((line) => line.trim() !== '' || line === '');
}

/** What could not be read as written, and what to do where a feed cannot be used at all; each once. */
function hintsOf(rows: readonly Inspection[]): readonly string[] {
  const lines = rows.flatMap((row) =>
    row.problems.map(({ code, message }) =>
      isRefused(row)
        ? styleText(
            'red',
            `the feed cannot be used [${code}]: ${HINTS[code as AgentErrorCode] ?? OTHERWISE}`,
          )
        : styleText('yellow', `${message} [${code}]`),
    ),
  );
  return lines.length === 0 ? [] : ['', ...new Set(lines)];
}

const HINTS: Partial<Record<AgentErrorCode, string>> = {
  'feed-unreachable':
    'look at the address and at the network; behind a proxy, set NODE_USE_ENV_PROXY=1 beside HTTPS_PROXY',
  'feed-not-found':
    'look at --feed-base (the folder that holds linux, macos, windows) and at --platform',
  'feed-bad-status': 'the host has trouble; ask again later',
  'feed-not-a-feed': 'the address leads to something else; a sign-in page of the network, perhaps',
  'feed-untrusted':
    'it is not signed by the keys of --root, or is another feed than the one asked for',
  'feed-stale': 'its publisher runs `phasegate renew`; clients install nothing until then',
  'feed-clock': 'look at the clock of this machine, and at the one that signed',
};
const OTHERWISE = 'clients keep what they have';

function field(name: string, value: string): string {
  return `${styleText('dim', name.padEnd(10))} ${value}`;
}
