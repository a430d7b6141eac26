import { BLOCK_MARK, FEED_END, endsFeed, splitEnvelope } from './envelope.ts';
import { TrustError } from './error.ts';
import { signHex } from './private-key.ts';
import type { PrivateKey } from './private-key.ts';

/**
 * Signs a feed: the bytes as they are, then the block of signatures, one line a key in the order given
 * (wire-format, "Signatures"). Throws `cannot-sign` for bytes that do not end in `</rss>` and a line feed or that
 * hold the mark of a block already, and where no key or one key twice is given.
 */
export function signFeed(bytes: Uint8Array, signers: readonly PrivateKey[]): Uint8Array {
  const feed = Buffer.from(bytes);
  if (!endsFeed(feed) || feed.includes(BLOCK_MARK)) {
    throw new TrustError('cannot-sign', `a feed ends in ${JSON.stringify(FEED_END)}, unsigned`);
  }
  if (
    signers.length === 0 ||
    new Set(signers.map((key) => key.public.keyid)).size < signers.length
  ) {
    throw new TrustError('cannot-sign', 'a feed is signed by one key or more, by each once');
  }
  const lines = signers.map((key) => `${key.public.keyid} ${signHex(key, feed)}\n`);
  return Buffer.concat([feed, Buffer.from(`${BLOCK_MARK}\n${lines.join('')}-->\n`, 'latin1')]);
}

/** A feed as it was before it was signed: what is edited and signed anew. Unsigned bytes come back as they are. */
export function withoutSignatures(bytes: Uint8Array): Uint8Array {
  const split = splitEnvelope(bytes);
  return split.ok ? split.envelope.signed : bytes;
}
