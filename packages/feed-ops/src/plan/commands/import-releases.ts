import { compareVersions, FULL_PHASE } from '@phasegate/rollout';

import type { ImportedRelease, ImportReleases } from '../../command.ts';
import { itemOf } from '../../feeds/item-text.ts';
import { defaultFloor, signItem } from '../../feeds/package-statement.ts';
import { accept } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import { withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { rfc3339 } from '../../times.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { releaseKey } from './release-key.ts';

/** Into an empty ledger releases come as complete, for they are out already; beside others as drafts. */
export const importReleases: Rule<ImportReleases> = {
  versions: ({ releases }) => releases.map(({ release }) => release.version),
  enters: true,
  transition,
  verb: ({ versions }) => `Take over ${versions.join(', ')}`,
  danger: (described) => (opened(described).length > 0 ? 'type' : 'none'),
  warnings: ({ command }) => command.passedOver.map((what) => `Not taken: ${what}`),
  next: (described) => {
    const [first] = opened(described);
    const [draft = ''] = described.versions;
    return first === undefined
      ? `phasegate rollout start ${draft}`
      : 'phasegate verify --live, then build the app with this feed';
  },
};

/** The releases that everybody may have at once. */
function opened({ composed }: Described<ImportReleases>): readonly LedgerRelease[] {
  return composed.flatMap(({ before, after }) =>
    before.ledger.releases.length > 0
      ? []
      : after.ledger.releases.filter(({ state }) => state === 'complete'),
  );
}

function transition(state: PlatformState, command: ImportReleases, facts: RuleFacts): Transition {
  const empty = state.ledger.releases.length === 0;
  const isKnown = ({ release }: ImportedRelease): boolean =>
    state.ledger.releases.some((one) => compareVersions(one.version, release.version) === 0);
  const fresh = command.releases.filter((one) => !isKnown(one));
  const old = command.releases.filter(isKnown).map(({ release }) => on(release.version, state));
  if (fresh.length === 0) {
    return { kind: 'same', said: `${old.join(', ')}: in the ledger already` };
  }
  const [bare] = fresh.filter(({ release }) => release.packages.length === 0);
  if (bare !== undefined) {
    return refused(
      'conflict',
      `${on(bare.release.version, state)} has left the ledger since its feed was read`,
      'run the same command again',
    );
  }
  let { ledger } = state;
  const said: string[] = [];
  // The oldest first: each floor is reckoned from those that stay below.
  for (const one of fresh.toReversed()) {
    const entered = enter(ledger, one, { facts, complete: empty && one.partly === undefined });
    if (!entered.ok) {
      return { kind: 'refused', refusal: entered.refusal };
    }
    ledger = entered.value;
    said.unshift(lineOf(one, state, empty));
  }
  return { kind: 'moved', ledger, said: [...said, ...old.map((what) => `${what} stays as it is`)] };
}

function lineOf(
  { release, partly }: ImportedRelease,
  state: PlatformState,
  empty: boolean,
): string {
  const files = `${release.packages.length} file${release.packages.length === 1 ? '' : 's'}`;
  const where = `${on(release.version, state)}, ${files}:`;
  if (partly !== undefined) {
    return `${where} a draft, since ${partly}`;
  }
  return empty
    ? `${where} out already, so it is complete at once and goes to everybody`
    : `${where} a draft; no machine sees it yet`;
}

function enter(
  ledger: Ledger,
  { release }: ImportedRelease,
  { facts, complete }: { readonly facts: RuleFacts; readonly complete: boolean },
): Result<Ledger> {
  const { version } = release;
  const signer = releaseKey(facts);
  if (!signer.ok) {
    return signer;
  }
  const bare = itemOf(release);
  const context = { app: facts.config.app, platform: ledger.platform };
  const floor = defaultFloor(ledger, version, facts.now);
  const item =
    signer.value === undefined
      ? accept(bare)
      : signItem(bare, floor, { context, key: signer.value.key });
  if (!item.ok) {
    return item;
  }
  const place = complete
    ? ({ state: 'complete', phase: FULL_PHASE } as const)
    : ({ state: 'draft', phase: undefined } as const);
  const since = rfc3339(facts.now);
  const { notes } = release;
  const text = typeof notes === 'string' ? notes : notes?.text;
  return accept(withRelease(ledger, { version, ...place, since, item: item.value, notes: text }));
}
