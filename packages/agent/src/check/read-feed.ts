import { readAppcast } from '@phasegate/appcast';
import type { FeedProblemCode } from '@phasegate/appcast';
import { decide, parseInstant } from '@phasegate/rollout';
import type { Decision, Feed, Instant } from '@phasegate/rollout';
import { expiredAt, feedHash, judgeFeed, verifyFeed } from '@phasegate/trust';
import type {
  ExpectedFeed,
  FeedClaim,
  FeedCounters,
  FeedTrust,
  HoldCode,
  Root,
  VerifiedFeedBytes,
} from '@phasegate/trust';
import type { Anchor } from './anchor.ts';
import type { CheckQuestion } from './check.ts';
import { AgentError } from '../error.ts';
import type { AgentErrorCode } from '../error.ts';
import type { RememberedFeed } from '../memory/memory.ts';
import { distrustOf } from './vouched.ts';

/** A feed whose bytes were verified and read, and by which root; `undefined` where the app asks for no signatures. */
export interface ReadFeed {
  readonly source: RememberedFeed;
  readonly feed: Feed;
  readonly root: Root | undefined;
  /** Of the verified bytes. */
  readonly sha256: string;
}

type ReadQuestion = Pick<CheckQuestion, 'installed' | 'app' | 'allowLoopbackHttp'>;

/** Verifies and reads a feed's bytes. Throws `feed-untrusted`, `feed-refused`, `feed-not-a-feed` or `feed-too-large`. */
export function readFeed(
  source: RememberedFeed,
  question: ReadQuestion,
  trust: FeedTrust,
): ReadFeed {
  const { app } = question;
  const verdict = verifyFeed(source.bytes, trust);
  if (!verdict.ok) {
    const code = trust.kind === 'signed' ? 'feed-untrusted' : 'feed-refused';
    throw new AgentError(code, `${source.url}: ${verdict.problem.message}`);
  }
  const feed = parse(source, question, verdict.verified);
  const sha256 = feedHash(verdict.verified);
  if (trust.kind === 'signed') {
    return { source, feed, root: trust.root, sha256 };
  }
  const named = feed.identity?.app;
  if (named !== undefined && app !== undefined && named !== app) {
    throw new AgentError('feed-refused', `${source.url} is the feed of ${named}, not ${app}`);
  }
  return { source, feed, root: undefined, sha256 };
}

/** Decides on a feed that was read; under a root no package is chosen that its release key does not vouch for. */
export function decideOn(
  { feed, root }: ReadFeed,
  { installed, app = feed.identity?.app ?? '' }: Pick<CheckQuestion, 'installed' | 'app'>,
  now: Instant,
): Decision {
  if (root === undefined) {
    return decide(installed, feed, now);
  }
  const { platform } = installed;
  return decide(installed, feed, now, (file, version) =>
    distrustOf(file, { app, platform, version }, root),
  );
}

function parse(
  { url }: RememberedFeed,
  { installed, allowLoopbackHttp }: ReadQuestion,
  verified: VerifiedFeedBytes,
): Feed {
  const outcome = readAppcast(verified, { platform: installed.platform, allowLoopbackHttp });
  if (outcome.ok) {
    return outcome.feed;
  }
  const { code, message } = outcome.problem;
  throw new AgentError(READING[code] ?? 'feed-refused', `${url}: ${message}`);
}

const READING: Partial<Record<FeedProblemCode, AgentErrorCode>> = {
  'not-an-appcast': 'feed-not-a-feed',
  'too-large': 'feed-too-large',
};

/**
 * The client's rules for a feed that was read, fetched or remembered; returns the counters to keep once it is acted
 * on. Throws `feed-untrusted`, `feed-stale`, `feed-clock` or `feed-replayed` (feed-format, the table of failures).
 */
export function acceptFeed(
  { source, feed, sha256 }: ReadFeed,
  question: Pick<CheckQuestion, 'installed' | 'app' | 'given' | 'forcedFeed'>,
  { root, trust }: Anchor,
  now: Instant,
): FeedCounters {
  const { counters } = trust;
  const claim = claimOf(feed);
  const expected = expectedOf(source, question, claim);
  const ruling = judgeFeed({
    counters,
    claim,
    sha256,
    expected,
    rootVersion: root.version,
    now,
  });
  if (ruling.kind === 'hold') {
    throw new AgentError(HOLDS[ruling.code], `${source.url}: ${ruling.message}`);
  }
  const expired = expiredAt(root, now);
  if (expired !== undefined) {
    throw new AgentError('feed-stale', `${source.url}: ${expired.message}`);
  }
  return ruling.counters;
}

const HOLDS: Readonly<Record<HoldCode, AgentErrorCode>> = {
  'missing-identity': 'feed-untrusted',
  'wrong-app': 'feed-untrusted',
  'wrong-platform': 'feed-untrusted',
  'wrong-name': 'feed-untrusted',
  'root-went-back': 'feed-untrusted',
  equivocation: 'feed-untrusted',
  replayed: 'feed-replayed',
  expired: 'feed-stale',
  'from-the-future': 'feed-clock',
};

function claimOf({ identity }: Feed): FeedClaim | undefined {
  return (
    identity && {
      ...identity,
      issued: parseInstant(identity.issued) ?? Number.NaN,
      expires: parseInstant(identity.expires) ?? Number.NaN,
    }
  );
}

/** A tool that hands over one file asks for that file, whatever its name. */
function expectedOf(
  source: RememberedFeed,
  { installed, app, given, forcedFeed }: Parameters<typeof acceptFeed>[1],
  claim: FeedClaim | undefined,
): ExpectedFeed {
  const free = given !== undefined && forcedFeed === undefined;
  return {
    app: app ?? claim?.app ?? '',
    platform: installed.platform,
    name: (free ? claim?.name : undefined) ?? source.name,
  };
}
