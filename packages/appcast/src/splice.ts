import type { Layout } from './layout.ts';
import type { AppcastOutline, Place } from './outline.ts';

/** A piece of text to put in place of another; offsets in the old text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => a.start - b.start);
  const pieces: string[] = [];
  let at = 0;
  for (const splice of ordered) {
    pieces.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  return [...pieces, text.slice(at)].join('');
}

/** Removes an element with its lines where nothing else stands on them, or the element alone. */
export function removal(text: string, { start, end }: { start: number; end: number }): Splice {
  const before = lineBefore(text, start);
  const after = /[ \t]*(\r\n|\n|\r|$)/y;
  after.lastIndex = end;
  const rest = after.exec(text);
  if (before === undefined || rest === null) {
    return { start, end, text: '' };
  }
  return { start: before, end: after.lastIndex, text: '' };
}

/** Whether a removal takes whole lines, so that what stands around it does not change. */
export function isWholeLines(text: string, { start, end }: Splice): boolean {
  return /[\r\n]/.test(text.charAt(start - 1)) && /[\r\n]/.test(text.charAt(end - 1));
}

/** Where the line of an element starts, if only white space stands before it; never on the file's first line. */
function lineBefore(text: string, start: number): number | undefined {
  let line = start;
  while (/[ \t]/.test(text.charAt(line - 1))) {
    line -= 1;
  }
  return /[\r\n]/.test(text.charAt(line - 1)) ? line : undefined;
}

/** The line end that a file uses. */
function newlineOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** Sets the line ends of a piece as the file has them; XML reads them alike. */
export function withNewlinesOf(text: string, piece: string): string {
  return piece.replaceAll(/\r\n|\n|\r/g, newlineOf(text));
}

/** Where a new child of the channel goes, and how it is to be laid out there. */
export interface Slot {
  readonly layout: Layout;
  readonly put: (element: string) => Splice;
}

/** A slot before one of the channel's children, or at the channel's end. */
export function slotIn(text: string, outline: AppcastOutline, before: Place | undefined): Slot {
  const { channel } = outline;
  const at = before?.start ?? channel.closeStart;
  const line = lineBefore(text, at);
  if (line === undefined) {
    const layout = { indent: '', step: '', newline: '' };
    return { layout, put: (element) => inLine(channel, at, element) };
  }
  const outer = indentOf(text, channel) ?? '';
  const indent = before === undefined ? childIndent(text, outline, outer) : text.slice(line, at);
  const step = indent.startsWith(outer) ? indent.slice(outer.length) : '';
  const newline = newlineOf(text);
  return {
    layout: { indent, step: step === '' ? '  ' : step, newline },
    put: (element) => ({ start: line, end: line, text: indent + element + newline }),
  };
}

/** `<channel/>` has no inside yet. */
function inLine(channel: Place, at: number, element: string): Splice {
  return at === channel.end
    ? { start: at - '/>'.length, end: at, text: `>${element}</channel>` }
    : { start: at, end: at, text: element };
}

function childIndent(text: string, outline: AppcastOutline, outer: string): string {
  const { lastBuildDate, feed, advisories } = outline;
  const known = [lastBuildDate, feed, advisories[0]].find((place) => place !== undefined);
  return (known && indentOf(text, known)) ?? `${outer}  `;
}

function indentOf(text: string, { start }: Place): string | undefined {
  const line = lineBefore(text, start);
  return line === undefined ? undefined : text.slice(line, start);
}
