import { compareVersions, isNewer } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';

import type { AddRelease, PlanFacts } from './command.ts';
import { itemOf } from './item-text.ts';
import { withRelease } from './ledger.ts';
import type { PlatformState } from './snapshot.ts';
import { rfc3339 } from './times.ts';
import { on, refused } from './transition.ts';
import type { Transition } from './transition.ts';

/** A new draft; the same facts again are nothing to do, other facts for a version that is out are refused. */
export function addRelease(
  state: PlatformState,
  command: AddRelease,
  facts: PlanFacts & { readonly appTitle: string },
): Transition {
  const { ledger } = state;
  const { release } = command;
  const title = release.title ?? `${facts.appTitle} ${release.version}`;
  const item = itemOf({ ...release, title });
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
  if (known !== undefined && undated(known.item) === undated(item)) {
    return {
      kind: 'same',
      said: `${on(release.version, state)} is in the ledger as it is (${known.state})`,
    };
  }
  if (known !== undefined && known.state !== 'draft') {
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
