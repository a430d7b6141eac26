import { CLIENT_LIMITS, feedOutliner, feedReader, sparkleSignatures } from '@phasegate/appcast';
import type { OutlineOutcome, ReadOutcome } from '@phasegate/appcast';
import type { Platform } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';

// One command asks for the same feeds again and again: the invariants before and after, the edits, what clients are
// offered. A feed of a thousand items takes a tenth of a second each time.
const MOST_KEPT = 128;

/** The answer for a text, kept while a command runs. */
function keeping<T>(read: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      return known;
    }
    if (kept.size >= MOST_KEPT) {
      kept.clear();
    }
    const found = read(text);
    kept.set(text, found);
    return found;
  };
}

/** Where things stand in a feed that clients would read; with their limits. */
export const clientOutline: (text: string) => OutlineOutcome = keeping(feedOutliner(CLIENT_LIMITS));

/** A feed's text as a client of a platform reads it, signatures aside. */
export function clientReading(text: string, platform: Platform): ReadOutcome {
  return READINGS[platform](text);
}

/** Sparkle's signatures in a feed's text, by the addresses of its packages; ours and its trailer aside. */
export function sparkleReading(text: string): ReadonlyMap<string, string> {
  const verdict = verifyFeed(Buffer.from(text), { kind: 'unsigned' });
  return verdict.ok ? sparkleSignatures(verdict.verified) : new Map();
}

const READINGS: Readonly<Record<Platform, (text: string) => ReadOutcome>> = {
  macos: readerFor('macos'),
  windows: readerFor('windows'),
  linux: readerFor('linux'),
};

/** The feeds of a platform have most of their items in common. */
function readerFor(platform: Platform): (text: string) => ReadOutcome {
  const read = feedReader({ platform, allowLoopbackHttp: true }, clientOutline);
  return keeping((text) => {
    const verdict = verifyFeed(Buffer.from(text), { kind: 'unsigned' });
    return verdict.ok
      ? read(verdict.verified)
      : { ok: false, problem: { code: 'malformed', message: verdict.problem.message } };
  });
}
