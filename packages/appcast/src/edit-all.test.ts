import { parseVersion } from '@phasegate/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDITABLE, exampleHead, outlineOf, sample } from '../../../test/feeds/sample.ts';
import { editAll, editInTurn, setIdentity, setLastBuildDate } from './edit.ts';
import type { FeedEdit } from './edit.ts';
import { itemXml } from './write-item.ts';

const { advisory, identity } = exampleHead();
const DATE = 'Tue, 24 Nov 2026 04:00:00 +0000';

function itemOf(version: string, title: string): string {
  const url = `https://example.com/${version}.AppImage`;
  const sha512 = `${'A'.repeat(86)}==`;
  const packages = [{ url, length: 9, sha512, arch: 'x64', kind: 'AppImage' } as const];
  return itemXml({ version, title, pubDate: DATE, packages });
}

/** The samples as they are, and with the head that feeds of ours have; one step is not enough without it. */
const TEXTS = EDITABLE.flatMap((file) => {
  const text = sample(file);
  const named = setIdentity(text, identity);
  const dated = named.ok ? setLastBuildDate(named.text, DATE) : named;
  return dated.ok ? [text, dated.text] : [text];
});

const PRETTY = sample('phasegate.xml');

/** Edits of what is there and what is not, in any order, valid or not. */
function editsOf(text: string): fc.Arbitrary<readonly FeedEdit[]> {
  const { items, advisories } = outlineOf(text);
  const known = items.map(({ version = '' }) => version);
  const version = fc.constantFrom(...known, '9.1.0', '9.2.0', '9.3.0');
  const id = fc.constantFrom(...advisories.map((one) => one.id ?? ''), 'a', 'b');
  const title = fc.constantFrom('Notes', 'Notes & more\nNotes');
  const ofItem = (kind: 'replace-item' | 'insert-item'): fc.Arbitrary<FeedEdit> =>
    fc
      .record({ version, title })
      .map((one) => ({ kind, version: one.version, itemXml: itemOf(one.version, one.title) }));
  const edit: fc.Arbitrary<FeedEdit> = fc.oneof(
    version.map((one): FeedEdit => ({ kind: 'remove-item', version: one })),
    ofItem('replace-item'),
    ofItem('insert-item'),
    id.map((one): FeedEdit => ({ kind: 'remove-advisory', id: one })),
    id.map((one): FeedEdit => ({ kind: 'add-advisory', advisory: { ...advisory, id: one } })),
    fc.nat(99).map((sequence): FeedEdit => {
      return { kind: 'set-identity', identity: { ...identity, sequence } };
    }),
    fc.constant<FeedEdit>({ kind: 'set-build-date', rfc822: DATE }),
  );
  return fc.array(edit, { maxLength: 8 });
}

/** Edits as commands make them: every one can be made, most of them on one look. */
function plausible(text: string): fc.Arbitrary<readonly FeedEdit[]> {
  const { items, advisories } = outlineOf(text);
  const known = [...new Set(items.map(({ version = '' }) => version))];
  const ids = [...new Set(advisories.map(({ id = '' }) => id))];
  const facts = {
    gone: fc.subarray(known),
    changed: fc.subarray(known),
    fresh: fc.subarray(['9.1.0', '9.2.0', '9.3.0']),
    lifted: fc.boolean(),
    ended: fc.subarray(ids),
    added: fc.subarray(['a', 'b', 'c']),
    sequence: fc.integer({ min: 1, max: 2 ** 40 }),
  };
  return fc
    .record(facts)
    .map(({ gone, changed, fresh, lifted, ended, added, sequence }): readonly FeedEdit[] => [
      ...ended.map((id): FeedEdit => ({ kind: 'remove-advisory', id })),
      ...added.map((id): FeedEdit => ({ kind: 'add-advisory', advisory: { ...advisory, id } })),
      ...gone.map((version): FeedEdit => ({ kind: 'remove-item', version })),
      ...changed
        .filter((version) => !gone.includes(version) && isSemver(version))
        .map((version): FeedEdit => {
          return { kind: 'replace-item', version, itemXml: itemOf(version, 'Changed & so on') };
        }),
      ...[...(lifted ? gone.filter(isSemver) : []), ...fresh].map((version): FeedEdit => {
        return { kind: 'insert-item', version, itemXml: itemOf(version, 'Notes') };
      }),
      { kind: 'set-identity', identity: { ...identity, sequence } },
      { kind: 'set-build-date', rfc822: DATE },
    ]);
}

/** Feeds for several systems have an item of a version for each. */
function hasEachOnce(text: string): boolean {
  const versions = outlineOf(text).items.map(({ version }) => version);
  return new Set(versions).size === versions.length;
}

const isSemver = (text: string): boolean => parseVersion(text) !== undefined;

describe('edits made at once', () => {
  it('give what they give one after the other, as commands make them', () => {
    const cases = fc
      .constantFrom(...TEXTS.filter(hasEachOnce))
      .chain((text) => fc.tuple(fc.constant(text), plausible(text)));
    fc.assert(
      fc.property(cases, ([text, edits]) => {
        const done = editAll(text, edits);
        expect(done.ok).toBe(true);
        expect(done).toEqual(editInTurn(text, edits));
      }),
      { seed: 11, numRuns: 250 },
    );
  });

  it('give what they give one after the other, whatever they are and whatever the file looks like', () => {
    const cases = fc
      .constantFrom(...TEXTS)
      .chain((text) => fc.tuple(fc.constant(text), editsOf(text)));
    fc.assert(
      fc.property(cases, ([text, edits]) => {
        expect(editAll(text, edits)).toEqual(editInTurn(text, edits));
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it('give the same for a whole release: withdrawn ones out, new ones in, new words, a new head', () => {
    const versions = outlineOf(PRETTY).items.map(({ version = '' }) => version);
    const edits: readonly FeedEdit[] = [
      ...outlineOf(PRETTY).advisories.map(({ id = '' }): FeedEdit => ({
        kind: 'remove-advisory',
        id,
      })),
      { kind: 'add-advisory', advisory: { ...advisory, id: 'one' } },
      { kind: 'add-advisory', advisory: { ...advisory, id: 'two' } },
      ...versions.map((version): FeedEdit => ({ kind: 'remove-item', version })),
      { kind: 'insert-item', version: '9.1.0', itemXml: itemOf('9.1.0', 'Notes') },
      { kind: 'insert-item', version: '9.2.0', itemXml: itemOf('9.2.0', 'Notes') },
      { kind: 'set-identity', identity: { ...identity, sequence: 77 } },
      { kind: 'set-build-date', rfc822: DATE },
    ];
    const done = editAll(PRETTY, edits);
    expect(done).toEqual(editInTurn(PRETTY, edits));
    expect(done.ok && outlineOf(done.text).items.map(({ version }) => version)).toEqual([
      '9.2.0',
      '9.1.0',
    ]);
  });

  it('say the same of the first that cannot be made', () => {
    const edits: readonly FeedEdit[] = [
      { kind: 'remove-item', version: '7.7.7' },
      { kind: 'remove-advisory', id: 'none' },
    ];
    expect(editAll(PRETTY, edits)).toMatchObject({ problem: { code: 'no-such-item' } });
  });
});
