import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import type { Comment, Program } from 'oxc-parser';

/** One source file, parsed. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly body: Program['body'];
  readonly comments: readonly Comment[];
}

/** Parses a file; throws where it is no TypeScript, since a page of half a file would look whole. */
export function parseSource(file: string, text: string = readFileSync(file, 'utf8')): Source {
  const { program, comments, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) {
    throw new Error(`${file}: ${error.message}`);
  }
  return { file, text, body: program.body, comments };
}
