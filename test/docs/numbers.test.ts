import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf, textOf } from './markdown.ts';

const page = textOf('docs/what-happens-when.md');
/** A cell that names a constant: the text of its declaration, and where that stands. */
const constants = rowsOf(page).flatMap((cells) =>
  cells.flatMap((cell) =>
    [...cell.matchAll(/\[`([^`]+)`\]\((\.\.\/packages\/[^)]+)\)/g)].map(
      ([, text = '', file = '']) => ({
        text,
        file,
      }),
    ),
  ),
);

describe('the numbers of what-happens-when', () => {
  it('are many', () => {
    expect(constants.length).toBeGreaterThan(20);
  });

  it.each(constants)('$text stands in $file', ({ text, file }) => {
    expect(textOf(path.join('docs', file))).toContain(text);
  });
});
