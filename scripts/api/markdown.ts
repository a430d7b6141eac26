import type { Declared, Names } from './names.ts';
import type { Place } from './places.ts';
import { referencesIn } from './references.ts';

/** A docstring as Markdown: links lead to where `linkTo` says, and elements stay words. */
export function prose(doc: string, linkTo: (name: string) => string | undefined): string {
  const linked = doc.replaceAll(/\{@link ([\w.]+)\}/g, (_, name: string) =>
    link(name, linkTo(name)),
  );
  return outsideCode(linked, (words) => words.replaceAll('<', '&lt;'));
}

/** One cell of a table: no line breaks, no bars. */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', String.raw`\|`)
    .trim();
}

/** A table; with a column of which every cell is empty, that column is left out. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = head.map((_, at) => rows.some((row) => row[at] !== ''));
  const line = (row: readonly string[]): string =>
    `| ${row.filter((_, at) => kept[at]).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cell)))].join(
    '\n',
  );
}

/** A type in a cell, its names linked where the page has them. `part` is the syntax that the type was written with. */
export function typeCell(
  type: string,
  part: unknown,
  context: { readonly declared: Declared; readonly names: Names; readonly place: Place },
): string {
  const text = oneLine(type);
  const links = new Map(
    referencesIn(part, context.declared, context.names).flatMap((referred) => {
      const href = context.place(referred);
      return href === undefined ? [] : [[referred.name, href] as const];
    }),
  );
  if (text === '') {
    return '';
  }
  if (links.size === 0) {
    return `\`${text}\``;
  }
  return `<code>${withLinks(text, links)}</code>`;
}

/** Words in quotes are values, and no types. */
function withLinks(text: string, links: ReadonlyMap<string, string>): string {
  return text
    .split(/('[^']*'|\w+)/)
    .map((word) => {
      const href = links.get(word);
      return href === undefined ? escapeHtml(word) : `<a href="${href}">${word}</a>`;
    })
    .join('');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[[\]*_`]/g, String.raw`\$&`);
}

function oneLine(type: string): string {
  return type
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([(<]) /g, '$1')
    .replaceAll(/,? ([)>](?!=))/g, '$1')
    .replaceAll(/; }/g, ' }')
    .replace(/^\| /, '');
}

function outsideCode(text: string, change: (words: string) => string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((piece, at) => (at % 2 === 0 ? change(piece) : piece))
    .join('');
}

/** What a docstring says of a value that is not given: `X if not given`, or `if not given, X`. */
export function defaultIn(doc: string): string {
  const text = doc.replaceAll(/\s+/g, ' ');
  const after = /(?:^|[;.] )if not given, (?<value>[^;.]+)/i.exec(text)?.groups?.['value'];
  const [before, rest] = text.split(' if not given', 2);
  if (after !== undefined || before === undefined || rest === undefined) {
    return after ?? '';
  }
  // With a comma of its own, the clause may hold commas too. One behind a number is part of a list or of the number.
  const [clause, end] = before.endsWith(',')
    ? [before.slice(0, -1), /[;:.] /]
    : [before, /[;:.] |(?<!\d), /];
  return (
    clause
      .split(end)
      .at(-1)
      ?.replace(/^(?:or|and) /, '') ?? ''
  );
}

/** A block of TypeScript. */
export function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

/** A name in code, as a link if it leads anywhere. */
export function link(name: string, href: string | undefined): string {
  return href === undefined ? `\`${name}\`` : `[\`${name}\`](${href})`;
}
