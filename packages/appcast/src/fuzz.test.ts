import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAs } from '../../../test/feeds/sample.ts';
import { markWithdrawn, removeItem, unmarkWithdrawn } from './edit.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { outlineAppcast } from './outline.ts';
import { spoiled } from './spoiled.fixture.ts';

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
