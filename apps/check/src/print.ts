import { styleText } from 'node:util';
import { isRefused } from '@phasegate/agent';
import type { Inspection } from '@phasegate/agent';

/** Prints one machine, or the table of all buckets, for people or as one JSON document. */
export function printAnswer(
  rows: readonly Inspection[],
  how: { readonly json: boolean; readonly table: boolean },
): void {
  if (how.json) {
    console.log(JSON.stringify(how.table ? rows : rows[0], null, 2));
    return;
  }
  const lines = how.table ? tableOf(rows) : rows.flatMap((row) => describe(row));
  console.log(lines.join('\n'));
}

const COLOURS = { offer: 'green', 'go-back': 'yellow', hold: 'blue' } as const;

function describe(row: Inspection): readonly string[] {
  const { machine, decision } = row;
  const items = row.items.map(
    ({ version, because }) => `  ${(version || '(no version)').padEnd(16)} ${because}`,
  );
  const notices = row.notices.map(
    ({ id, kind, severity, issue }) => `  ${kind}, ${severity} (${id}): ${issue ?? 'no text'}`,
  );
  return [
    field('machine', `${machine.idPrefix} (${machine.source})`),
    field('bucket', String(row.bucket)),
    field('feed', `${row.feed}, ${row.trust}`),
    field('', row.feedUrl ?? ''),
    field('decision', styleText([COLOURS[decision.kind], 'bold'], decision.kind)),
    field('', `${decision.because} [${decision.reason.code}]`),
    ...(items.length === 0 ? [] : ['', 'items', ...items]),
    ...(notices.length === 0 ? [] : ['', 'notices on the installed version', ...notices]),
    ...(row.problems.length === 0 ? [] : ['', ...problemsOf(row)]),
  ].filter((line) => line.trim() !== '' || line === '');
}

/** The decision has said already why a feed is refused; a remark stands here only. */
function problemsOf(row: Inspection): readonly string[] {
  return isRefused(row)
    ? row.problems.map(({ code }) => styleText('red', `the feed cannot be used [${code}]`))
    : row.problems.map(({ code, message }) => styleText('yellow', `${message} [${code}]`));
}

function field(name: string, value: string): string {
  return `${styleText('dim', name.padEnd(10))} ${value}`;
}

/** Neighbouring buckets with the same answer share a line. */
function tableOf(rows: readonly Inspection[]): readonly string[] {
  const same = (a: Inspection, b: Inspection): boolean =>
    a.feed === b.feed && a.decision.because === b.decision.because;
  const groups: Inspection[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && same(group[0], row)) {
      group.push(row);
    } else {
      groups.push([row]);
    }
  }
  const lines = groups.map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const span = `${first?.bucket}-${last?.bucket}`.padEnd(8);
    return `${span} ${(first?.feed ?? '').padEnd(20)} ${(first?.decision.kind ?? '').padEnd(8)} ${first?.decision.because}`;
  });
  return [
    styleText('dim', `${'buckets'.padEnd(8)} ${'feed'.padEnd(20)} ${'decision'.padEnd(8)} why`),
    ...lines,
  ];
}
