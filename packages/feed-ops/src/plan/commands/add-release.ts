import { compareVersions, isNewer } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';

import type { AddRelease, PlanFacts } from '../../command.ts';
import { itemOf } from '../../feeds/item-text.ts';
import { withRelease } from '../../state/ledger.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import { defaultFloor, signItem, withoutStatements } from '../../feeds/package-statement.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import { keysFor } from '../../keys/signing.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';

/** A new draft; the same facts again are nothing to do, other facts for a version that is out are refused. */
export const addRelease: Rule<AddRelease> = {
  versions: ({ release }) => [release.version],
  enters: true,
  transition,
  verb: ({ versions }) => `Add ${versions.join(', ')}`,
  danger: () => 'none',
  next: ({ versions: [version = ''] }) => `phasegate rollout start ${version}`,
};

function transition(state: PlatformState, command: AddRelease, facts: RuleFacts): Transition {
  const { ledger } = state;
  const { release } = command;
  const title = release.title ?? `${facts.config.title} ${release.version}`;
  const bare = itemOf({ ...release, title });
  const known = ledger.releases.find(
    ({ version }) => compareVersions(version, release.version) === 0,
  );
  if (known !== undefined && known.version !== release.version) {
    return refused(
      'already-there',
      `${on(known.version, state)} has the same precedence: build metadata does not count`,
      'raise the number of the version',
    );
  }
  const draft = known === undefined || known.state === 'draft';
  if (known !== undefined && !draft && bareOf(known.item) === bareOf(bare)) {
    return same(release.version, known, state);
  }
  const signed = signedItem(bare, state, command, facts);
  if (!signed.ok) {
    return { kind: 'refused', refusal: signed.refusal };
  }
  const item = signed.value;
  if (known !== undefined && undated(known.item) === undated(item)) {
    return same(release.version, known, state);
  }
  if (known !== undefined && !draft) {
    return refused(
      'already-there',
      `${on(release.version, state)} is ${known.state} and was published with other files`,
      'what was published does not change: add it under a new version',
    );
  }
  return enterDraft(
    state,
    { version: release.version, item, files: release.packages.length },
    facts,
  );
}

/** With the release key's statements, where the feeds are signed. */
function signedItem(
  item: string,
  { platform, ledger }: PlatformState,
  { release, floor }: AddRelease,
  { config, chain, keys, now }: RuleFacts,
): Result<string> {
  if (floor !== undefined && compareVersions(floor, release.version) > 0) {
    const said = `The floor ${floor} is above ${release.version} itself`;
    return refuse('bad-argument', said, 'name a version that it may go back to');
  }
  if (config.trust !== 'signed' || chain.newest === undefined) {
    return accept(item);
  }
  const key = keysFor('release', chain.newest, keys);
  const [first] = key.ok ? key.value : [];
  if (!key.ok || first === undefined) {
    return key.ok ? refuse('no-release-key', 'There is no release key', '--release-key') : key;
  }
  const context = { app: config.app, platform };
  const lowest = floor ?? defaultFloor(ledger, release.version, now);
  return signItem(item, lowest, { context, key: first });
}

function same(version: string, known: LedgerRelease, state: PlatformState): Transition {
  return {
    kind: 'same',
    said: `${on(version, state)} is in the ledger as it is (${known.state})`,
  };
}

/** What was published keeps its floor and its signature, whatever they would be today. */
function bareOf(item: string): string {
  return withoutStatements(undated(item));
}

/** Adding the same files a minute later is still the same. */
function undated(item: string): string {
  return item.replace(/<pubDate>[^<]*<\/pubDate>/, '');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function enterDraft(
  state: PlatformState,
  {
    version,
    item,
    files,
  }: { readonly version: Version; readonly item: string; readonly files: number },
  facts: PlanFacts,
): Transition {
  const { ledger } = state;
  const since = rfc3339(facts.now);
  const draft = { version, state: 'draft', phase: undefined, since, item } as const;
  const newer = ledger.releases.find(
    (one) => one.state === 'complete' && isNewer(one.version, version),
  );
  const said = [
    `${on(version, state)} is a draft with ${count(files, 'file')}; no machine sees it yet`,
    ...(newer === undefined
      ? []
      : [`${newer.version} is complete and newer, so ${version} would reach nobody`]),
  ];
  return { kind: 'moved', ledger: withRelease(ledger, draft), said };
}
