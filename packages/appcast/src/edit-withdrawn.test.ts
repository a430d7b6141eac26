import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDITABLE, done, feedOf, outlineOf, sample } from '../../../test/feeds/sample.ts';
import { markWithdrawn, unmarkWithdrawn } from './edit.ts';

describe('marking as withdrawn', () => {
  it.each(EDITABLE)('and unmarking gives back %s', (file) => {
    const text = sample(file);
    for (const { version = '', withdrawn } of outlineOf(text).items) {
      const marked = done(markWithdrawn(text, version));
      const found = outlineOf(marked).items.filter((one) => one.version === version);
      expect(found.every((one) => one.withdrawn)).toBe(true);
      expect(done(markWithdrawn(marked, version))).toBe(marked);
      if (!withdrawn) {
        expect(done(unmarkWithdrawn(marked, version))).toBe(text);
        expect(done(unmarkWithdrawn(text, version))).toBe(text);
      }
    }
  });

  it.each(['macos', 'windows', 'linux'] as const)(
    'is read by our client on %s, packages and all',
    (platform) => {
      for (const file of EDITABLE) {
        const text = sample(file);
        const before = feedOf(text, { platform });
        const [first] = before.releases;
        const after = feedOf(done(markWithdrawn(text, first?.version ?? '')), { platform });
        // What had no system of its own is hidden from everybody; what had one still has it.
        const packages = first?.packages.map((one) => ({ ...one, os: one.os ?? 'withdrawn' }));
        expect(after.releases[0]).toEqual({ ...first, withdrawn: true, packages });
        expect(after.releases.slice(1)).toEqual(before.releases.slice(1));
      }
    },
  );

  it('hides every enclosure of the item from stock clients, and touches no delta', () => {
    const marked = done(markWithdrawn(sample('sparkle-generate-appcast.xml'), '2.1.0'));
    const xml = outlineOf(marked).items[0]?.text ?? '';
    expect(xml.match(/sparkle:os="withdrawn"/g)).toHaveLength(1);
    expect(xml).toContain('<item sparkle:withdrawn="true">');
    const windows = done(markWithdrawn(sample('winsparkle.xml'), '3.2.1'));
    expect(windows.match(/sparkle:os="withdrawn"/g)).toHaveLength(2);
    expect(windows).toContain(
      'phasegate:os="windows-arm64" xmlns:phasegate="urn:phasegate:appcast:1"',
    );
  });

  it('is undone to the byte for every way an enclosure can name its system', () => {
    const space = fc.constantFrom('', ' ', '\n   ');
    const system = fc.constantFrom("'windows'", '"linux-x64"', '"a&amp;b"');
    const one = fc.record({
      sparkle: fc.option(system, { nil: undefined }),
      ours: fc.option(system, { nil: undefined }),
      turned: fc.boolean(),
      equals: fc.constantFrom('=', ' = '),
      space,
      prefix: fc.constantFrom('sparkle', 'ns0', undefined),
      declares: fc.boolean(),
    });
    fc.assert(
      fc.property(one, (way) => {
        const prefix = way.prefix ?? 'x';
        const root =
          way.prefix === undefined
            ? ''
            : ` xmlns:${prefix}="http://www.andymatuschak.org/xml-namespaces/sparkle"`;
        const local =
          way.prefix === undefined
            ? ' xmlns:x="http://www.andymatuschak.org/xml-namespaces/sparkle"'
            : '';
        const phasegate = ' xmlns:p="urn:phasegate:appcast:1"';
        const sparkle = way.sparkle && ` ${prefix}:os${way.equals}${way.sparkle}`;
        const ours = way.ours && ` p:os${way.equals}${way.ours}`;
        const names = [sparkle ?? '', ours ?? ''];
        const systems = (way.turned ? names.reverse() : names).join('');
        const needs = way.declares && way.ours !== undefined;
        const tag = `<enclosure url="https://e.example/>"${sparkle ? local : ''}${needs ? phasegate : ''}${systems}${way.space}/>`;
        const version = `<${prefix}:version${local}>1.0.0</${prefix}:version>`;
        const outer = needs ? '' : phasegate;
        const text = `<rss${root}${outer}><channel><item${way.space}>${version}${tag}</item></channel></rss>`;
        const marked = done(markWithdrawn(text, '1.0.0'));
        expect(feedOf(marked).releases).toMatchObject([{ version: '1.0.0', withdrawn: true }]);
        expect(marked.match(/:os\s*=\s*"withdrawn"/g)).toHaveLength(1);
        expect(done(unmarkWithdrawn(marked, '1.0.0'))).toBe(text);
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});
