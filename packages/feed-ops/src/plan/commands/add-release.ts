import { compareVersions, isNewer, PLATFORMS } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';

import type { AddRelease, PlatformPackages } from '../../command.ts';
import { channelOf } from '../../feeds/channel.ts';
import { newestComplete } from '../../feeds/content.ts';
import { withRelease } from '../../state/ledger.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { asPublished } from './as-published.ts';
import { draftOf } from './draft-item.ts';
import type { DraftItem } from './draft-item.ts';
import { lacksSparkle } from './lacks-sparkle.ts';

/**
 * A new draft, or more files for one: each build machine adds what it has made. The same files again are nothing to do;
 * what was published does not change.
 */
export const addRelease: Rule<AddRelease> = {
  versions: ({ release }) => [release.version],
  enters: true,
  transition,
  verb: ({ versions }) => `Add ${versions.join(', ')}`,
  danger: () => 'none',
  warnings: ({ command }) => (command.passedOver ?? []).map((what) => `Not taken: ${what}`),
  next: ({ versions: [version = ''] }) => `phasegate rollout start ${version}`,
};

/** The platforms that have packages, in their usual order. */
export function platformsIn(packages: PlatformPackages): readonly Platform[] {
  return PLATFORMS.filter((platform) => packages[platform] !== undefined);
}

function transition(state: PlatformState, command: AddRelease, facts: RuleFacts): Transition {
  const { release } = command;
  const known = state.ledger.releases.find(
    ({ version }) => compareVersions(version, release.version) === 0,
  );
  if (known !== undefined && known.version !== release.version) {
    return refused(
      'already-there',
      `${on(known.version, state)} has the same precedence: build metadata does not count`,
      'raise the number of the version',
    );
  }
  if (known !== undefined && known.state !== 'draft') {
    return asPublished(state, known, command) ?? same(known, state);
  }
  const unsigned = lacksSparkle(command, state, facts);
  if (unsigned !== undefined) {
    return { kind: 'refused', refusal: unsigned };
  }
  const draft = draftOf(state, known, { command, facts });
  if (!draft.ok) {
    return { kind: 'refused', refusal: draft.refusal };
  }
  return known !== undefined && undated(known.item) === undated(draft.value.item)
    ? same(known, state)
    : enterDraft(state, { ...draft.value, notes: command.plainNotes ?? known?.notes }, facts);
}

function same(known: LedgerRelease, state: PlatformState): Transition {
  return {
    kind: 'same',
    said: `${on(known.version, state)} is in the ledger as it is (${known.state})`,
  };
}

/** Adding the same files a minute later is still the same. */
function undated(item: string): string {
  return item.replace(/<pubDate>[^<]*<\/pubDate>/, '');
}

function enterDraft(
  state: PlatformState,
  draft: DraftItem & Pick<LedgerRelease, 'notes'>,
  facts: RuleFacts,
): Transition {
  const { ledger } = state;
  const { version, item, files, said, notes } = draft;
  const since = rfc3339(facts.now);
  const entry = { version, state: 'draft', phase: undefined, since, item, notes } as const;
  const newest = newestComplete(ledger, channelOf(draft));
  const newer = newest !== undefined && isNewer(newest.version, version) ? newest : undefined;
  const count = `${files} file${files === 1 ? '' : 's'}`;
  const lines = [
    `${on(version, state)} is a draft with ${count}; no machine sees it yet`,
    ...said,
    ...(newer === undefined
      ? []
      : [`${newer.version} is complete and newer, so ${version} would reach nobody`]),
  ];
  return { kind: 'moved', ledger: withRelease(ledger, entry), said: lines };
}
