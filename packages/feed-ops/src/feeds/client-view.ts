import { readAppcast } from '@phasegate/appcast';
import {
  allBuckets,
  decide,
  PACKAGE_KINDS,
  parseSystemVersion,
  parseVersion,
} from '@phasegate/rollout';
import type { Arch, Bucket, Choice, Feed, Installed, Platform, Version } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';

import { channelOf } from './channel.ts';
import type { Affected } from '../plan/plan-types.ts';
import type { FeedFile, PlatformState } from '../state/snapshot.ts';

/** A release that a machine would still be moved to, though the ledger does not let it. */
export interface WrongOffer {
  readonly path: string;
  readonly installed: string;
  readonly version: string;
}

/** A feed's text as a client reads it; `undefined` where it refuses the feed. */
export function clientFeed(text: string | undefined, platform: Platform): Feed | undefined {
  const verdict = verifyFeed(Buffer.from(text ?? ''), { kind: 'unsigned' });
  const read = verdict.ok
    ? readAppcast(verdict.verified, { platform, allowLoopbackHttp: true })
    : undefined;
  return read?.ok === true ? read.feed : undefined;
}

/**
 * Asks the client's own `decide` on every feed, for a machine on each version of the ledger and on none, and finds
 * the releases that no machine may be moved to: drafts, paused ones, withdrawn ones, and ones beyond their phase.
 */
export function wrongOffers(state: PlatformState, now: number): readonly WrongOffer[] {
  return state.feeds.flatMap((file) => {
    const feed = clientFeed(file.text, state.platform);
    const versions = [NOTHING, ...state.ledger.releases.map((release) => release.version)];
    const channels = state.ledger.releases.flatMap((release) => channelOf(release) ?? []);
    return versions.flatMap((version) => {
      // Who asks for every channel is offered the most.
      const asking = { platform: state.platform, version, channels };
      const choice = feed && choiceOf(feed, asking, now);
      const target = choice === undefined ? undefined : targetOf(choice);
      return target === undefined || mayBeOffered(state, file, target)
        ? []
        : [{ path: file.path, installed: version, version: target }];
    });
  });
}

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

function mayBeOffered({ ledger }: PlatformState, { phase }: FeedFile, version: Version): boolean {
  const release = ledger.releases.find((one) => one.version === version);
  const open = release?.state === 'complete' || release?.state === 'rolling';
  return open && release.phase !== undefined && release.phase >= phase;
}

/** The first architecture of a release that anything fits; a feed for arm64 alone is no empty feed. */
function choiceOf(feed: Feed, asking: Asking, now: number): Choice {
  const archs: readonly Arch[] = ['x64', 'arm64', 'ia32'];
  const choices = archs.map((arch) => decide(machine(asking, arch), feed, now));
  return choices.find((choice) => choice.kind !== 'hold') ?? (choices[0] as Choice);
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
