import { describe, expect, it } from 'vitest';
import { filesUnder, textOf } from './markdown.ts';

const pages = filesUnder('.', '.md');

/** Rows that stand in no table, and what a merge left, also once a formatter took its marks for quotes. */
function piecesIn(page: string): readonly string[] {
  const lines = page.split('\n');
  const isRow = (at: number): boolean => (lines[at] ?? '').startsWith('|');
  return lines.filter((line, at) => {
    const begins = isRow(at) && !isRow(at - 1);
    const headless = begins && !/^\|[\s|:-]+\|$/.test(lines[at + 1] ?? '');
    return headless || /^(?:<{7}|={7}|(?:> ?){2,})(?: |\w|$)/.test(line);
  });
}

describe('the pages', () => {
  it('that a merge has torn are found', () => {
    expect(piecesIn('# A\n=======\n\n| b | c |\n| d | e |\n\n> > > theirs\n')).toEqual([
      '=======',
      '| b | c |',
      '> > > theirs',
    ]);
    expect(piecesIn('| a | b |\n| - | - |\n| c | d |\n')).toEqual([]);
  });

  it.each(pages)('%s is whole', (page) => {
    expect(piecesIn(textOf(page))).toEqual([]);
  });
});
