import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

describe('a line of a notice', () => {
  it.each([
    ['two\nlines', 'two lines'],
    ['  spaces\t\tand tabs ', 'spaces and tabs'],
    ['bell\u0007', 'bell'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['a\u2066b\u2069c', 'abc'],
    ['<b>bold</b> & co', '<b>bold</b> & co'],
  ])('shows %j as %j', (text, shown) => expect(plainText(text, 80)).toBe(shown));

  it('is cut between characters, never inside one', () => {
    expect(plainText('🙂'.repeat(90), 80)).toBe(`${'🙂'.repeat(79)}…`);
  });

  it('is never longer than its limit and never holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const shown = plainText(text, 280);
        expect(Array.from(shown).length).toBeLessThanOrEqual(280);
        expect(shown).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });
});
