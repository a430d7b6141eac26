declare const checked: unique symbol;

/** On what a feed is believed. Signed feeds come with the key chain; until then an app must say `unsigned` itself. */
export type FeedTrust = { readonly kind: 'unsigned' };

/** The bytes of a feed that may be parsed. Only {@link verifyFeed} makes one. */
export interface VerifiedFeedBytes {
  readonly bytes: Uint8Array;
  readonly trust: FeedTrust['kind'];
  readonly [checked]: 'feed';
}

/** The verdict on a feed's bytes. */
export type FeedVerdict =
  | { readonly ok: true; readonly verified: VerifiedFeedBytes }
  | { readonly ok: false; readonly problem: FeedDistrust };

/** Why a feed's bytes are not believed. */
export interface FeedDistrust {
  readonly code: 'empty';
  readonly message: string;
}

/**
 * Bytes in, verdict out; every reader of feeds goes through here, and what is parsed afterwards is these bytes and
 * no others (feed-format, "Trust", 2). Under `unsigned` there is nothing to check but that there are bytes: sha512
 * and length of each package are then the only check.
 */
export function verifyFeed(bytes: Uint8Array, trust: FeedTrust): FeedVerdict {
  if (bytes.length === 0) {
    return { ok: false, problem: { code: 'empty', message: 'the feed is empty' } };
  }
  return { ok: true, verified: { bytes, trust: trust.kind } as VerifiedFeedBytes };
}
