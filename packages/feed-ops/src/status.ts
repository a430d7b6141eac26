import { compareVersions, FULL_PHASE } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';

import { activeAdvisories, contentOf, newestComplete, newestFirst } from './feeds/content.ts';
import type { ContentFacts } from './feeds/content.ts';
import type { LedgerRelease, Stop } from './state/ledger.ts';
import type { PlatformState, Snapshot } from './state/snapshot.ts';

/** One release as `rollout status` shows it. */
export interface ReleaseStatus {
  readonly version: string;
  readonly state: LedgerRelease['state'];
  /** Per cent; `undefined` for a draft. */
  readonly phase: number | undefined;
  readonly since: string;
  /** Who stopped it in an emergency, if somebody did. */
  readonly stop: Stop | undefined;
  /** The feeds that hold it. */
  readonly feeds: readonly string[];
}

/** One platform as `rollout status` shows it. */
export interface PlatformStatus {
  readonly platform: Platform;
  readonly sequence: number;
  /** The newest first. */
  readonly releases: readonly ReleaseStatus[];
  /** Advisories in force: id and versions. */
  readonly advisories: readonly { readonly id: string; readonly versions: string | undefined }[];
  /** What to do next, as a command. */
  readonly next: string;
}

/** What each platform offers to whom, from the ledgers. */
export function statusOf(
  { states, config }: Snapshot,
  platforms: readonly Platform[] | undefined,
  now: number,
): readonly PlatformStatus[] {
  return states
    .filter(({ platform }) => platforms === undefined || platforms.includes(platform))
    .map((state) => ({
      platform: state.platform,
      sequence: state.ledger.sequence,
      releases: newestFirst(state.ledger.releases).map((one) =>
        releaseStatus(state, one, { now, keep: config?.keep }),
      ),
      advisories: activeAdvisories(state.ledger, now).map(({ id, versions }) => ({ id, versions })),
      next: nextStep(state),
    }));
}

function releaseStatus(
  state: PlatformState,
  release: LedgerRelease,
  facts: ContentFacts,
): ReleaseStatus {
  const { version, state: at, phase, since, stop } = release;
  const feeds = state.feeds
    .filter((feed) =>
      contentOf(state.ledger, feed.phase, facts).releases.some((one) => one.version === version),
    )
    .map(({ name }) => name);
  return { version, state: at, phase, since, stop, feeds };
}

/** The most pressing thing first: paused, then rolling, then drafts. */
function nextStep({ ledger }: PlatformState): string {
  const newest = (state: LedgerRelease['state']): LedgerRelease | undefined =>
    newestFirst(ledger.releases.filter((one) => one.state === state))[0];
  const [paused, rolling, draft] = [newest('paused'), newest('rolling'), newest('draft')];
  const complete = newestComplete(ledger);
  if (paused !== undefined && isAbove(paused, complete)) {
    const back = paused.stop === undefined ? 'rollout resume' : 'emergency lift';
    const why = paused.stop === undefined ? '' : ' --reason "..."';
    return `phasegate ${back} ${paused.version}${why}, or phasegate rollback ${paused.version} --reason "..."`;
  }
  if (rolling !== undefined) {
    return `phasegate rollout escalate ${rolling.version}, when it has done well`;
  }
  if (draft !== undefined && isAbove(draft, complete)) {
    const first = complete === undefined ? ` --phase ${FULL_PHASE}` : '';
    return `phasegate rollout start ${draft.version}${first}`;
  }
  return 'phasegate release add, when there is a new version';
}

function isAbove(release: LedgerRelease, other: LedgerRelease | undefined): boolean {
  return other === undefined || compareVersions(release.version, other.version) > 0;
}
