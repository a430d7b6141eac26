import {
  allBuckets,
  decide,
  PACKAGE_KINDS,
  parseSystemVersion,
  parseVersion,
} from '@phasegate/rollout';
import type { Arch, Bucket, Choice, Feed, Installed, Platform, Version } from '@phasegate/rollout';

import { channelOf } from './channel.ts';
import type { Affected } from '../plan/plan-types.ts';
import { clientReading } from './reading.ts';
import type { FeedFile, PlatformState } from '../state/snapshot.ts';

/** A release that a machine would still be moved to, though the ledger does not let it. */
export interface WrongOffer {
  readonly path: string;
  readonly installed: string;
  readonly version: string;
}

/** A feed's text as a client reads it; `undefined` where it refuses the feed. */
export function clientFeed(text: string | undefined, platform: Platform): Feed | undefined {
  const read = clientReading(text ?? '', platform);
  return read.ok ? read.feed : undefined;
}

/**
 * Asks the client's own `decide` on every feed, for a machine on each version of the ledger and on none, and finds
 * the releases that no machine may be moved to: drafts, paused ones, withdrawn ones, and ones beyond their phase.
 */
export function wrongOffers(state: PlatformState, now: number): readonly WrongOffer[] {
  return state.feeds.flatMap((file) => {
    const feed = clientFeed(file.text, state.platform);
    const doubted = feed && doubtful(feed, state, file);
    if (feed === undefined || doubted === undefined) {
      return [];
    }
    const versions = [NOTHING, ...state.ledger.releases.map((release) => release.version)];
    const channels = state.ledger.releases.flatMap((release) => channelOf(release) ?? []);
    // Who asks for every channel is offered the most.
    const asking = versions.map((version) => ({ platform: state.platform, version, channels }));
    return asking
      .filter((one) => offersAny(doubted, one, now))
      .flatMap((one) => {
        const target = targetOf(choiceOf(feed, one, now));
        return target === undefined || mayBeOffered(state, file, target)
          ? []
          : [{ path: file.path, installed: one.version, version: target }];
      });
  });
}

/**
 * The feed with only the releases that no machine may be moved to, and those that say they are withdrawn; `undefined`
 * where it has none. Each release is judged by itself and the first of the usable ones is taken, so a machine that takes
 * one of these from the whole feed takes it from this one as well; and asking a feed of a thousand releases for each of
 * a thousand versions would take minutes.
 */
function doubtful(feed: Feed, state: PlatformState, file: FeedFile): Feed | undefined {
  const open = openIn(state, file);
  const releases = feed.releases.filter(
    ({ version, withdrawn }) => withdrawn || !open.has(version),
  );
  return releases.length === 0 ? undefined : { ...feed, releases };
}

function offersAny(feed: Feed, asking: Asking, now: number): boolean {
  return ARCHS.some((arch) => targetOf(decide(machine(asking, arch), feed, now)) !== undefined);
}

/** The versions that the machines of a feed may be moved to. */
function openIn({ ledger }: PlatformState, { phase }: FeedFile): ReadonlySet<Version> {
  const open = ledger.releases.filter(
    (one) =>
      (one.state === 'complete' || one.state === 'rolling') &&
      one.phase !== undefined &&
      one.phase >= phase,
  );
  return new Set(open.map(({ version }) => version));
}

const OTHER_ARCHS: readonly Arch[] = ['arm64', 'ia32'];
const ARCHS: readonly Arch[] = ['x64', ...OTHER_ARCHS];

/** For each feed: the machines that read it, and what one without any of the releases is offered, before and after. */
export function affectedBy(
  before: PlatformState,
  after: PlatformState,
  now: number,
): readonly Affected[] {
  // Feeds of former phases hold what the next broader one of today holds; naming them would only confuse.
  const current = after.feeds.filter(({ phase }) => after.ledger.phases.includes(phase));
  return current.map((file, at) => {
    const first = current[at - 1]?.phase ?? 0;
    const offer = (one: FeedFile | undefined): string | undefined => {
      const feed = clientFeed(one?.text, after.platform);
      const choice =
        feed && choiceOf(feed, { platform: after.platform, version: NOTHING, channels: [] }, now);
      return choice === undefined ? undefined : targetOf(choice);
    };
    return {
      platform: after.platform,
      feed: file.name,
      buckets: [first, file.phase - 1] as const,
      share: file.phase - first,
      before: offer(before.feeds.find(({ path }) => path === file.path)),
      after: offer(file),
    };
  });
}

const NOTHING = parseVersion('0.0.0-0') as Version;

function targetOf(choice: Choice): Version | undefined {
  return choice.kind === 'hold' ? undefined : choice.release.version;
}

function mayBeOffered(state: PlatformState, file: FeedFile, version: Version): boolean {
  return openIn(state, file).has(version);
}

/** The first architecture of a release that anything fits; a feed for arm64 alone is no empty feed. */
function choiceOf(feed: Feed, asking: Asking, now: number): Choice {
  const ask = (arch: Arch): Choice => decide(machine(asking, arch), feed, now);
  const choice = ask('x64');
  const other = choice.kind === 'hold' ? OTHER_ARCHS.map(ask) : [];
  return other.find(({ kind }) => kind !== 'hold') ?? choice;
}

type Asking = Pick<Installed, 'platform' | 'version' | 'channels'>;

function machine(asking: Asking, arch: Arch): Installed {
  return {
    ...asking,
    arch,
    packageKinds: PACKAGE_KINDS[asking.platform],
    systemVersion: parseSystemVersion('999999'),
    bucket: allBuckets()[0] as Bucket,
    blockedVersions: [],
    wentBackFrom: undefined,
    mayGoBack: true,
    floor: undefined,
  };
}
