import { homedir } from 'node:os';
import { relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { wrapAnsi } from 'fast-wrap-ansi';

/** Hangs below the text, behind a mark such as ` ✔ `. */
const INDENT = '   ';

/** A sentence broken between words where a terminal would break it anywhere; in a pipe or a file it stays one line. */
export function prose(line: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? brokenAt(line, stream.columns) : line;
}

/** The same behind a label: what does not fit hangs below the sentence. */
export function labelled(label: string, text: string, stream: NodeJS.WriteStream): string {
  return `${label}${stream.isTTY ? hung(text, stream.columns, widthOf(label)) : text}`;
}

/** The last line of an error: what to do next. */
export function nextLine(step: string): string {
  return labelled('  Next: ', step, process.stderr);
}

/** A sentence that begins so many columns from the left, and goes on below its beginning. */
export function hung(text: string, columns: number, left: number): string {
  // The last column stays free: some terminals go on to an empty line behind it.
  const width = Math.max(20, columns - left - 1);
  return wrapAnsi(text, width)
    .split('\n')
    .join(`\n${' '.repeat(left)}`);
}

function widthOf(label: string): number {
  return stripVTControlCharacters(label).length;
}

/** A sentence in so many columns; the lines after the first are indented. */
export function brokenAt(line: string, columns: number): string {
  const text = line.trimStart();
  const begin = line.slice(0, line.length - text.length);
  // Marks are followed by one blank: what hangs begins where the text does.
  const width = Math.max(20, columns - INDENT.length);
  return `${begin}${wrapAnsi(text, width).split('\n').join(`\n${INDENT}`)}`;
}

/** A path as a person would write it: from where they stand, or from their home. */
export function shortPath(path: string, here: string = standing()): string {
  const home = `${homedir()}${sep}`;
  const within = relative(here, path);
  if (within !== '' && !within.startsWith('..')) {
    return within;
  }
  return path.startsWith(home) ? `~${sep}${path.slice(home.length)}` : path;
}

function standing(): string {
  return process.env['INIT_CWD'] ?? process.cwd();
}
