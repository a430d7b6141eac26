import { parseInstant } from '@phasegate/rollout';
import type { Advisory, Platform } from '@phasegate/rollout';

import { channelOf } from '../feeds/channel.ts';
import { clientFeed } from '../feeds/client-view.ts';
import { activeAdvisories, contentOf, newestFirst } from '../feeds/content.ts';
import type { ContentFacts } from '../feeds/content.ts';
import type { HealthReading } from '../health/report.ts';
import type { LedgerRelease, ScheduledStep, Stop } from '../state/ledger.ts';
import { nextScheduled } from '../state/scheduled-steps.ts';
import type { NextScheduled } from '../state/scheduled-steps.ts';
import type { FeedFile, PlatformState, Snapshot } from '../state/snapshot.ts';
import { healthStatus } from './health-status.ts';
import type { HealthStatus } from './health-status.ts';
import { nextStep } from './next-step.ts';
import type { NextStep } from './next-step.ts';
import type { PublishedFeed } from './published-feeds.ts';

/** One release as `rollout status` shows it. */
export interface ReleaseStatus {
  readonly version: string;
  readonly state: LedgerRelease['state'];
  /** Per cent; `undefined` for a draft. */
  readonly phase: number | undefined;
  /** RFC 3339: since when it has been in this state and phase. */
  readonly since: string;
  /** The same in whole seconds up to now. */
  readonly seconds: number;
  /** The release notes as text. */
  readonly notes: string | undefined;
  /** Who stopped it in an emergency, if somebody did. */
  readonly stop: Stop | undefined;
  /** The feeds that hold it. */
  readonly feeds: readonly string[];
  readonly overtakenBy: string | undefined;
  /** Only apps that ask for it are offered the release; `undefined`: everybody. */
  readonly channel: string | undefined;
  /** The steps to come, the next one first. */
  readonly schedule: readonly ScheduledStep[];
  /** Whether the first of them is due, or was missed and so has to be planned anew. */
  readonly step: NextScheduled['when'] | undefined;
  /** What the health gate says; `undefined` where it is not asked, since the release is not rolling. */
  readonly health: HealthStatus | undefined;
}

/** One feed as `rollout status` shows it. */
export interface FeedStatus {
  readonly name: string;
  readonly phase: number;
  /** Whether it is only for apps that were built with phases of before. */
  readonly former: boolean;
  /** First and last bucket that read it; `undefined` for a former one. */
  readonly buckets: readonly [number, number] | undefined;
  /** What it holds, the newest first. */
  readonly versions: readonly string[];
  /** RFC 3339. */
  readonly expires: string | undefined;
  /** What the host serves; `undefined` where nobody looked. */
  readonly published: PublishedFeed | undefined;
}

/** One platform as `rollout status` shows it. */
export interface PlatformStatus {
  readonly platform: Platform;
  readonly sequence: number;
  /** RFC 3339: when the first of its feeds expires. */
  readonly expires: string | undefined;
  /** The newest first. */
  readonly releases: readonly ReleaseStatus[];
  /** The narrowest first. */
  readonly feeds: readonly FeedStatus[];
  /** Advisories in force. */
  readonly advisories: readonly Pick<
    Advisory,
    'id' | 'kind' | 'severity' | 'versions' | 'action'
  >[];
  /** What to do next, as a command. */
  readonly next: string;
  /** How pressing that is, 0 the most. */
  readonly urgency: number;
}

/** What is known beside the ledgers. */
export interface StatusFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly health: HealthReading;
  /** By path; `undefined` where nobody looked. */
  readonly published: ReadonlyMap<string, PublishedFeed> | undefined;
}

/** What each platform offers to whom, how that does, and what is next. */
export function statusOf(
  snapshot: Snapshot,
  platforms: readonly Platform[] | undefined,
  facts: StatusFacts,
): readonly PlatformStatus[] {
  return snapshot.states
    .filter(({ platform }) => platforms === undefined || platforms.includes(platform))
    .map((state) => platformStatus(snapshot, state, facts));
}

/** The most pressing step of all platforms. */
export function mostPressing(all: readonly PlatformStatus[]): string {
  const [first] = [...all].sort((a, b) => a.urgency - b.urgency);
  return first?.next ?? 'phasegate init';
}

function platformStatus(
  { config }: Snapshot,
  state: PlatformState,
  given: StatusFacts,
): PlatformStatus {
  const { platform, ledger } = state;
  const facts = { ...given, keep: config?.keep };
  const releases = newestFirst(ledger.releases).map((one) => ({
    ...releaseStatus(state, one, facts),
    health:
      one.state === 'rolling'
        ? healthStatus(
            { platform, release: one, reading: facts.health, settings: config?.health },
            facts.now,
          )
        : undefined,
  }));
  const feeds = state.feeds.map((file) => feedStatus(state, file, facts));
  const expiries = feeds.flatMap(({ expires }) => expires ?? []).sort();
  const behind = feeds.some(({ published }) => isBehind(published));
  const standing = { ledger, releases, expires: expiries[0], behind, now: facts.now };
  const step: NextStep = nextStep(standing);
  return {
    platform,
    sequence: ledger.sequence,
    expires: expiries[0],
    releases,
    feeds,
    advisories: activeAdvisories(ledger, facts.now).map(
      ({ id, kind, severity, versions, action }) => ({ id, kind, severity, versions, action }),
    ),
    next: step.command,
    urgency: step.urgency,
  };
}

function isBehind(published: PublishedFeed | undefined): boolean {
  return published?.kind === 'older' || published?.kind === 'different';
}

function releaseStatus(
  state: PlatformState,
  release: LedgerRelease,
  facts: ContentFacts,
): Omit<ReleaseStatus, 'health'> {
  const { version, phase, since, notes, stop, overtakenBy, schedule = [] } = release;
  const feeds = state.feeds
    .filter((feed) =>
      contentOf(state.ledger, feed.phase, facts).releases.some((one) => one.version === version),
    )
    .map(({ name }) => name);
  const began = parseInstant(since) ?? facts.now;
  const seconds = Math.max(0, Math.floor((facts.now - began) / 1000));
  const channel = channelOf(release);
  const step = nextScheduled(release, facts.now)?.when;
  const known = { version, state: release.state, phase, since, seconds, notes, stop, overtakenBy };
  return { ...known, feeds, channel, schedule, step };
}

function feedStatus(
  { platform, ledger }: PlatformState,
  { name, phase, path, text }: FeedFile,
  { published, ...facts }: StatusFacts & ContentFacts,
): FeedStatus {
  const at = ledger.phases.indexOf(phase);
  return {
    name,
    phase,
    former: at < 0,
    buckets: at < 0 ? undefined : [ledger.phases[at - 1] ?? 0, phase - 1],
    versions: contentOf(ledger, phase, facts).releases.map(({ version }) => version),
    expires: clientFeed(text, platform)?.identity?.expires,
    published: published?.get(path),
  };
}
