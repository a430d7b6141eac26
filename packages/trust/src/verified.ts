import type { Root } from './root.ts';
import type { SignatureRefusal } from './threshold.ts';

declare const checked: unique symbol;

/**
 * On what a feed is believed: the feed key that a root names, or, where an app says so itself, nothing
 * (feed-format, "Trust", 8).
 */
export type FeedTrust =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'signed'; readonly root: Root };

/** The bytes of a feed that may be parsed. Only `verifyFeed` and `verifyEnvelope` make one. */
export interface VerifiedFeedBytes {
  /** Under `signed` the signed bytes alone, without the signatures; under `unsigned` what was given. */
  readonly bytes: Uint8Array;
  readonly trust: FeedTrust['kind'];
  readonly [checked]: 'feed';
}

/** The verdict on a feed's bytes. */
export type FeedVerdict =
  | { readonly ok: true; readonly verified: VerifiedFeedBytes }
  | { readonly ok: false; readonly problem: FeedDistrust };

/** What is wrong with the signatures' place or form. */
export type EnvelopeFault =
  | 'not-signed'
  | 'many-blocks'
  | 'misplaced-block'
  | 'unclosed-block'
  | 'bad-signature-line'
  | 'duplicate-signer'
  | 'bytes-after-signatures';

/** Why a feed's bytes are not believed; with each signature's fault where it is about signatures. */
export interface FeedDistrust {
  readonly code: 'empty' | EnvelopeFault | 'threshold-not-met';
  readonly message: string;
  readonly refused?: readonly SignatureRefusal[];
}
