import fc from 'fast-check';
import { EDITABLE, sample } from '../../../test/feeds/sample.ts';

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
/** The samples with pieces cut out and others put in. */
export const spoiled: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...EDITABLE), fc.array(cut, { minLength: 1, maxLength: 4 }))
  .map(([file, cuts]) =>
    cuts.reduce((text, { at, length, scrap }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + scrap + text.slice(start + length);
    }, sample(file)),
  )
  // A cut may halve a character; files never hold half of one.
  .map((text) => Buffer.from(text).toString());
