import type {
  DiagnosticsFact,
  DiagnosticsPart,
  DiagnosticsView,
} from '../shared/diagnostics-view.ts';

/** The view as text, for the clipboard and for a file; `at` is when it was made. */
export function diagnosticsText({ title, summary, parts }: DiagnosticsView, at: Date): string {
  const head = [`${title}: update diagnostics`, `made ${at.toISOString()}`, '', summary];
  return `${[...head, ...parts.flatMap((part) => ['', ...partText(part)])].join('\n')}\n`;
}

function partText({ heading, facts, table, lines }: DiagnosticsPart): readonly string[] {
  const width = Math.max(0, ...facts.map(({ name }) => name.length));
  return [
    heading,
    ...facts.map((fact) => factText(fact, width)),
    ...(table === undefined ? [] : rowsText(table.rows)),
    ...(lines ?? []).map((line) => `  ${line}`),
    ...(lines?.length === 0 ? ['  nothing yet'] : []),
  ];
}

function factText({ name, value, note }: DiagnosticsFact, width: number): string {
  return `  ${name.padEnd(width)}  ${value}${note === undefined ? '' : ` (${note})`}`;
}

function rowsText(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) =>
    `    ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd(),
  );
}
