import { homedir } from 'node:os';
import { relative, sep } from 'node:path';

import { wrapAnsi } from 'fast-wrap-ansi';

/** Hangs below the text, behind a mark such as ` ✔ `. */
const INDENT = '   ';

/** A sentence broken between words where a terminal would break it anywhere; in a pipe or a file it stays one line. */
export function prose(line: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? brokenAt(line, stream.columns) : line;
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
