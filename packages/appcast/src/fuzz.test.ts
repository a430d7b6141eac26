import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDITABLE, readAs, sample } from '../../../test/feeds/sample.ts';
import { markWithdrawn, removeItem, unmarkWithdrawn } from './edit.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { outlineAppcast } from './outline.ts';

const SCRAPS =
  `< > " ' & ]]> <![CDATA[ <!-- --> <? /> \0 \r \uFEFF <item> </item> <item/> &#65; \n : 💥
<!DOCTYPE\u00A0x> \u00A0xmlns="urn:x" \u00A0xmlns:sparkle="urn:x" <sparkle:version> </sparkle:version>
1.0.0 <b/> __proto__ \u00A0`
    .split(/[ \n]/)
    .map((scrap) => scrap.replaceAll('\u00A0', ' '));
const cut = fc.record({
  at: fc.nat(),
  length: fc.nat({ max: 60 }),
  scrap: fc.constantFrom('', ...SCRAPS),
});
const spoiled = fc
  .tuple(fc.constantFrom(...EDITABLE), fc.array(cut, { minLength: 1, maxLength: 4 }))
  .map(([file, cuts]) =>
    cuts.reduce((text, { at, length, scrap }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + scrap + text.slice(start + length);
    }, sample(file)),
  )
  // A cut may halve a character; files never hold half of one.
  .map((text) => Buffer.from(text).toString());

describe('a spoiled feed', () => {
  it('is read alike by the reader and the editors, or refused alike', () => {
    fc.assert(
      fc.property(spoiled, (text) => {
        const read = readAs(Buffer.from(text));
        const outline = outlineAppcast(text, CLIENT_LIMITS);
        expect(outline.ok).toBe(read.ok);
        if (read.ok && outline.ok) {
          const seen = new Set(outline.outline.items.map(({ version }) => version?.slice(0, 64)));
          const { releases, unusable } = read.feed;
          expect(new Set([...releases, ...unusable].map(({ version }) => version))).toEqual(seen);
        }
      }),
      { seed: 1, numRuns: Number(process.env['FUZZ_RUNS'] ?? 500) },
    );
  });

  it('is never made worse by an edit', () => {
    fc.assert(
      fc.property(spoiled, (text) => {
        const outline = outlineAppcast(text);
        for (const { version } of outline.ok ? outline.outline.items : []) {
          for (const edit of [removeItem, markWithdrawn, unmarkWithdrawn]) {
            const edited = edit(text, version ?? '');
            expect(edited.ok).toBe(version !== undefined);
            expect(!edited.ok || outlineAppcast(edited.text).ok).toBe(true);
          }
        }
      }),
      { seed: 2, numRuns: Number(process.env['FUZZ_RUNS'] ?? 200) },
    );
  });
});
