import { isDeepStrictEqual } from 'node:util';

import type { ReleaseFacts } from '@phasegate/appcast';

import type { AddRelease } from '../../command.ts';
import { factsOf, releaseIn } from '../../feeds/item-facts.ts';
import { itemOf } from '../../feeds/item-text.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { given, isFor, isSame, nameOf } from './draft-item.ts';

const NEXT =
  'what was published does not change: add it under a new version, with the files of all architectures';

/** Why a release that was published cannot take these files and words; `undefined` where it has them already. */
export function asPublished(
  state: PlatformState,
  known: LedgerRelease,
  { release, packages }: AddRelease,
): Transition | undefined {
  const where = `${on(release.version, state)} is ${known.state}`;
  const read = releaseIn(known.item, state.platform);
  const old = read && factsOf(read, known.item);
  const added = packages[state.platform] ?? [];
  const missing = added.find((one) => old?.packages.some((other) => isFor(one, other)) !== true);
  if (old === undefined || missing !== undefined) {
    const what = missing === undefined ? 'with other files' : `without ${nameOf(missing)}`;
    return refused('already-there', `${where} and was published ${what}`, NEXT);
  }
  const other = added.find((one) => !old.packages.some((file) => isSame(one, file)));
  if (other !== undefined) {
    const said = `${where} and was published with other files: ${nameOf(other)} differs`;
    return refused('already-there', said, NEXT);
  }
  const [word] = differing(old, release);
  return word === undefined
    ? undefined
    : refused(
        'already-there',
        `${where} and was published with another ${WORDS[word] ?? word}`,
        NEXT,
      );
}

const WORDS: Readonly<Record<string, string>> = {
  notes: 'text of release notes',
  minimumSystemVersion: 'oldest system',
  maximumSystemVersion: 'newest system',
  minimumAutoupdateVersion: 'version to update from by itself',
  critical: 'mark as critical',
};

/** The words that would stand otherwise in the item, written out and read back as a client does. */
function differing(old: ReleaseFacts, release: AddRelease['release']): readonly string[] {
  const words = given(release);
  const written = releaseIn(itemOf({ ...old, ...words } as ReleaseFacts), 'linux');
  const after = written && factsOf(written, '');
  return Object.keys(words).filter(
    (word) =>
      word !== 'pubDate' &&
      !isDeepStrictEqual(after?.[word as keyof ReleaseFacts], old[word as keyof ReleaseFacts]),
  );
}
