import { OPERATOR_LIMITS } from './limits.ts';
import type { FeedLimits } from './limits.ts';
import type { FeedProblem } from './problem.ts';

/** A feed's text, or why its bytes are none. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: FeedProblem };

/** Bytes to text: UTF-8 or nothing. A BOM stays in the text, so that writing it back gives the same bytes. */
export function decodeAppcast(bytes: Uint8Array, limits: FeedLimits = OPERATOR_LIMITS): Decoded {
  if (bytes.length > limits.bytes) {
    return { ok: false, problem: tooLarge(bytes.length, limits) };
  }
  try {
    return {
      ok: true,
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    };
  } catch {
    return { ok: false, problem: { code: 'not-utf8', message: 'The feed is not UTF-8 text.' } };
  }
}

/** The same two checks for text that is at hand already. */
export function checkText(text: string, limits: FeedLimits): FeedProblem | undefined {
  if (text.length > limits.bytes || Buffer.byteLength(text) > limits.bytes) {
    return tooLarge(Buffer.byteLength(text), limits);
  }
  // With the u flag only a surrogate without its partner matches; such text has no bytes to be written as.
  if (/\p{Surrogate}/u.test(text)) {
    return { code: 'not-utf8', message: 'The text holds half a character (a lone surrogate).' };
  }
  return undefined;
}

function tooLarge(bytes: number, limits: FeedLimits): FeedProblem {
  const message = `The feed has ${bytes} bytes, and ${limits.bytes} is the most that is read.`;
  return { code: 'too-large', message };
}
