import { createHash } from 'node:crypto';
import type { FeedCounters } from './counters.ts';
import type { VerifiedFeedBytes } from './verified.ts';

/** What a feed says of itself, read from verified bytes. Instants in milliseconds since 1970. */
export interface FeedClaim {
  readonly app: string;
  readonly platform: string;
  readonly name: string;
  readonly sequence: number;
  readonly issued: number;
  readonly expires: number;
}

/** Which feed was asked for. */
export type ExpectedFeed = Pick<FeedClaim, 'app' | 'platform' | 'name'>;

/** All that the client's rules look at. */
export interface FeedQuestion {
  readonly counters: FeedCounters;
  /** `undefined` where the feed does not say who it is, or not in full. */
  readonly claim: FeedClaim | undefined;
  /** Of the verified bytes: {@link feedHash}. */
  readonly sha256: string;
  readonly expected: ExpectedFeed;
  /** The version of the root whose keys verified the feed. */
  readonly rootVersion: number;
  /** The local clock. */
  readonly now: number;
}

/** Why a verified feed is not acted on. */
export type HoldCode =
  | 'missing-identity'
  | 'wrong-app'
  | 'wrong-platform'
  | 'wrong-name'
  | 'root-went-back'
  | 'replayed'
  | 'equivocation'
  | 'from-the-future'
  | 'expired';

/** Act on the feed and keep the new counters, or hold and keep the old ones. */
export type FeedRuling =
  | { readonly kind: 'accept'; readonly counters: FeedCounters }
  | { readonly kind: 'hold'; readonly code: HoldCode; readonly message: string };

const DAY = 86_400_000;
const MAX_SEQUENCE = 2 ** 48;

/** sha256 of a feed's verified bytes, in lower-case hex: what "same bytes" is measured by. */
export function feedHash({ bytes }: VerifiedFeedBytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The client's rules for a feed whose signatures hold (feed-format, "Trust", 5 and the table of failures). Ask again
 * for a copy that a 304 has confirmed: what was accepted once passes, until it expires.
 */
export function judgeFeed(question: FeedQuestion): FeedRuling {
  const { claim } = question;
  if (claim === undefined || !isComplete(claim)) {
    return { kind: 'hold', code: 'missing-identity', message: 'the feed does not say who it is' };
  }
  const hold =
    wrongFeed(claim, question) ?? wentBack(claim, question) ?? outOfTime(claim, question);
  return hold ?? { kind: 'accept', counters: countersWith(claim, question) };
}

type Hold = FeedRuling & { readonly kind: 'hold' };

function isComplete(claim: FeedClaim): boolean {
  const { sequence, issued, expires } = claim;
  const isSequence = Number.isInteger(sequence) && sequence >= 1 && sequence <= MAX_SEQUENCE;
  return isSequence && Number.isFinite(issued) && Number.isFinite(expires);
}

function wrongFeed(claim: FeedClaim, { expected }: FeedQuestion): Hold | undefined {
  for (const part of ['app', 'platform', 'name'] as const) {
    if (claim[part] !== expected[part]) {
      const message = `the feed's ${part} is "${claim[part]}", not "${expected[part]}"`;
      return { kind: 'hold', code: `wrong-${part}`, message };
    }
  }
  return undefined;
}

function wentBack(claim: FeedClaim, question: FeedQuestion): Hold | undefined {
  const { counters, rootVersion, sha256 } = question;
  if (rootVersion < counters.rootVersion) {
    const message = `root ${rootVersion} is older than root ${counters.rootVersion}, seen before`;
    return { kind: 'hold', code: 'root-went-back', message };
  }
  if (claim.sequence < counters.sequence) {
    const message = `sequence ${claim.sequence} is lower than ${counters.sequence}, seen before`;
    return { kind: 'hold', code: 'replayed', message };
  }
  const known = hashesAt(claim, counters)[claim.name];
  if (known !== undefined && known !== sha256) {
    const message = `sequence ${claim.sequence} of "${claim.name}" was seen with other bytes`;
    return { kind: 'hold', code: 'equivocation', message };
  }
  return undefined;
}

/** A clock that was set back does not bring an expired feed back to life: signed times count as well. */
function outOfTime(claim: FeedClaim, { counters, now }: FeedQuestion): Hold | undefined {
  if (claim.issued - now > DAY) {
    const message = 'the feed was issued more than a day ahead of the clock';
    return { kind: 'hold', code: 'from-the-future', message };
  }
  return claim.expires > Math.max(now, counters.timeFloor)
    ? undefined
    : { kind: 'hold', code: 'expired', message: 'the feed has expired' };
}

function countersWith(claim: FeedClaim, { counters, sha256 }: FeedQuestion): FeedCounters {
  return {
    ...counters,
    sequence: claim.sequence,
    hashes: { ...hashesAt(claim, counters), [claim.name]: sha256 },
    timeFloor: Math.max(counters.timeFloor, claim.issued),
  };
}

function hashesAt({ sequence }: FeedClaim, counters: FeedCounters): FeedCounters['hashes'] {
  return sequence === counters.sequence ? counters.hashes : {};
}
