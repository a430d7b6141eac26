import { describe, expect, it } from 'vitest';
import { defaultIn, prose, table } from './markdown.ts';

describe('the text of the API reference', () => {
  it.each([
    ['Whether it is; true if not given. Else not.', 'true'],
    ["Milliseconds to run, 30,000 if not given; or 'app'.", '30,000'],
    ['Percentages that rise; 10, 50 and 100 if not given.', '10, 50 and 100'],
    [
      'When; first after a minute, then every hour, if not given.',
      'first after a minute, then every hour',
    ],
    ['How bad it is; if not given, what the product says.', 'what the product says'],
    ['Something else.', ''],
  ])('finds the default in "%s"', (doc, value) => {
    expect(defaultIn(doc)).toBe(value);
  });

  it('keeps elements as words, and links what the reference shows', () => {
    const linkTo = (name: string): string | undefined => (name === 'A' ? '#a' : undefined);
    expect(prose('<b> of `<b>`, {@link A} and {@link B}', linkTo)).toBe(
      '&lt;b> of `<b>`, [`A`](#a) and `B`',
    );
  });

  it('leaves out a column that has nothing to say, and keeps a bar inside its cell', () => {
    expect(table(['x', 'y', 'z'], [['1', '', 'a\n| b']])).toBe(
      '| x | z |\n| --- | --- |\n| 1 | a \\| b |',
    );
  });
});
