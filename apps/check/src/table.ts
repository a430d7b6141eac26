import { stripVTControlCharacters, styleText } from 'node:util';
import type { Inspection } from '@phasegate/agent';

/** Neighbouring buckets with the same answer. */
interface Group {
  readonly letter: string;
  readonly first: Inspection;
  readonly buckets: readonly number[];
}

const COLOURS = { offer: 'green', 'go-back': 'yellow', hold: 'blue' } as const;

/** The answers, one a line, and then every one of the hundred buckets with the letter of its answer. */
export function tableOf(rows: readonly Inspection[], own: number): readonly string[] {
  const groups = groupsOf(rows);
  return [
    ...aligned([
      ['', 'buckets', 'machines', 'feed', 'decision', 'why'].map((head) => styleText('dim', head)),
      ...groups.map(lineOf),
    ]),
    '',
    ...gridOf(groups, own),
    '',
    ...(rows.every(({ feedUrl }) => feedUrl?.startsWith('file:') === true)
      ? ['One file was read for all of them, as if each bucket’s own feed were it.']
      : []),
    `This machine is in bucket ${own}. --bucket ${own} says what became of each release there.`,
  ];
}

function groupsOf(rows: readonly Inspection[]): readonly Group[] {
  return rows.reduce<readonly Group[]>((groups, row) => {
    const last = groups.at(-1);
    const same =
      last?.first.feed === row.feed && last.first.decision.because === row.decision.because;
    return last !== undefined && same
      ? [...groups.slice(0, -1), { ...last, buckets: [...last.buckets, row.bucket] }]
      : [...groups, { letter: letterOf(groups.length), first: row, buckets: [row.bucket] }];
  }, []);
}

/** Feeds are few; a product with more phases than letters goes on with small ones. */
function letterOf(at: number): string {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'[at] ?? '?';
}

function lineOf({ letter, first, buckets }: Group): readonly string[] {
  const { kind, because } = first.decision;
  const [from, to] = [buckets[0] ?? 0, buckets.at(-1) ?? 0];
  return [
    letter,
    from === to ? String(from) : `${from}-${to}`,
    `${buckets.length} %`,
    first.feed,
    styleText(COLOURS[kind], kind),
    because,
  ];
}

/** Ten rows of ten; the machine's own bucket stands in brackets. */
function gridOf(groups: readonly Group[], own: number): readonly string[] {
  const cells = groups.flatMap(({ letter, first, buckets }) =>
    buckets.map((bucket) => {
      const text = `${String(bucket).padStart(2)} ${letter}`;
      const shown = bucket === own ? `[${text}]` : ` ${text} `;
      return styleText(COLOURS[first.decision.kind], shown);
    }),
  );
  return Array.from({ length: 10 }, (_, row) => cells.slice(row * 10, row * 10 + 10).join(' '));
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (cell: string): number => stripVTControlCharacters(cell).length;
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => width(row[at] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}
