import { isTrailer } from './sparkle-trailer.ts';
import { countSigners } from './threshold.ts';
import type { FoundSignature, RoleKeys } from './threshold.ts';
import type { EnvelopeFault, FeedVerdict, VerifiedFeedBytes } from './verified.ts';

/** What every block of signatures begins with; in the whole file it may stand once. */
export const BLOCK_MARK = '<!-- phasegate-signatures:';
/** The end of what is signed. */
export const FEED_END = '</rss>\n';

const OPEN = `${BLOCK_MARK}\n`;
const CLOSE = '-->\n';
const LINE = /^([\da-f]{64}) ([\da-f]{128})$/;

/** A signed feed taken apart; nothing is believed yet. */
export interface Envelope {
  /** Everything before the block of signatures, a view on the bytes given. */
  readonly signed: Uint8Array;
  readonly signatures: readonly FoundSignature[];
}

/** The verdict on the form of a signed feed. */
export type EnvelopeSplit =
  | { readonly ok: true; readonly envelope: Envelope }
  | {
      readonly ok: false;
      readonly problem: { readonly code: EnvelopeFault; readonly message: string };
    };

/**
 * Takes a signed feed apart, strictly (wire-format, "Signatures"): one block, right after `</rss>` and its line
 * feed, of lines `KEYID HEX`, each key once; behind it at most Sparkle's trailer, and the end.
 */
export function splitEnvelope(bytes: Uint8Array): EnvelopeSplit {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = file.indexOf(BLOCK_MARK);
  if (at < 0) {
    return fault('not-signed', 'the feed carries no signatures');
  }
  if (file.includes(BLOCK_MARK, at + 1)) {
    return fault('many-blocks', 'the feed carries more than one block of signatures');
  }
  if (!endsFeed(file.subarray(0, at)) || !file.subarray(at).toString('latin1').startsWith(OPEN)) {
    return fault('misplaced-block', 'the signatures do not begin on the line after </rss>');
  }
  const tail = file.subarray(at).toString('latin1');
  const close = tail.indexOf(CLOSE);
  if (close < 0) {
    return fault('unclosed-block', 'the block of signatures has no end');
  }
  const end = close + CLOSE.length;
  if (end < tail.length && !isTrailer(tail.slice(end), at + end)) {
    return fault('bytes-after-signatures', 'something follows the signatures');
  }
  return withSignatures(bytes.subarray(0, at), tail.slice(OPEN.length, close));
}

/** Whether bytes end as the signed part of a feed does. */
export function endsFeed(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(-FEED_END.length)).toString('latin1') === FEED_END;
}

/** Verifies a signed feed against the keys of a role; only the signed bytes are handed on. */
export function verifyEnvelope(bytes: Uint8Array, role: RoleKeys): FeedVerdict {
  const split = splitEnvelope(bytes);
  if (!split.ok) {
    return split;
  }
  const { signed, signatures } = split.envelope;
  const { met, signers, refused } = countSigners(role, signed, signatures);
  if (!met) {
    const message = `the feed has ${signers.length} of ${role.threshold} signatures that it needs`;
    return { ok: false, problem: { code: 'threshold-not-met', message, refused } };
  }
  return { ok: true, verified: { bytes: signed, trust: 'signed' } as VerifiedFeedBytes };
}

function withSignatures(signed: Uint8Array, block: string): EnvelopeSplit {
  const lines = block.split('\n');
  if (lines.pop() !== '' || lines.length === 0) {
    return fault('bad-signature-line', 'the block of signatures has no signature');
  }
  const signatures: FoundSignature[] = [];
  for (const line of lines) {
    const [, keyid, signature] = LINE.exec(line) ?? [];
    if (keyid === undefined || signature === undefined) {
      return fault('bad-signature-line', `line ${signatures.length + 1} is not "KEYID HEX"`);
    }
    signatures.push({ keyid, signature });
  }
  return new Set(signatures.map(({ keyid }) => keyid)).size === signatures.length
    ? { ok: true, envelope: { signed, signatures } }
    : fault('duplicate-signer', 'one key has signed twice');
}

function fault(code: EnvelopeFault, message: string): EnvelopeSplit {
  return { ok: false, problem: { code, message } };
}
