import { verifyEnvelope } from './envelope.ts';
import type { FeedTrust, FeedVerdict, VerifiedFeedBytes } from './verified.ts';

/**
 * Bytes in, verdict out; every reader of feeds goes through here, and what is parsed afterwards is the verified
 * bytes and no others (feed-format, "Trust", 2). Under `signed` the threshold of the root's feed key must have
 * signed; whether the root has expired is for whoever walked the chain. Under `unsigned` there is nothing to check
 * but that there are bytes: sha512 and length of each package are then the only check.
 */
export function verifyFeed(bytes: Uint8Array, trust: FeedTrust): FeedVerdict {
  if (bytes.length === 0) {
    return { ok: false, problem: { code: 'empty', message: 'the feed is empty' } };
  }
  return trust.kind === 'signed'
    ? verifyEnvelope(bytes, trust.root.roles.timestamp)
    : { ok: true, verified: { bytes, trust: trust.kind } as VerifiedFeedBytes };
}
