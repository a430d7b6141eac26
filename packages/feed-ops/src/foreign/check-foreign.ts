import { CLIENT_LIMITS, OPERATOR_LIMITS, readAppcast } from '@phasegate/appcast';
import type { Platform } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';

import { itemsIn, itemsNamed } from './foreign.ts';
import type { ForeignCommand, ForeignFeed } from './foreign.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

/**
 * Reads the edited feed with the client's own reader and compares it with what was there: the version is gone (or
 * marked, or there), and every other item is the same, byte for byte and in the same order.
 */
export function checkForeign(
  { feed, result }: { readonly feed: ForeignFeed; readonly result: ForeignFeed },
  command: ForeignCommand,
  platform: Platform,
): Refusal | undefined {
  const [before, now] = [itemsIn(feed), itemsIn(result)];
  if (!before.ok || !now.ok) {
    return wrong(feed, 'it cannot be read any more');
  }
  const gone = new Set(itemsNamed(before.value, command.version));
  const come = new Set(itemsNamed(now.value, command.version));
  const others = before.value.filter((item) => !gone.has(item)).map(({ text }) => text);
  const rest = now.value.filter((item) => !come.has(item)).map(({ text }) => text);
  if (others.length !== rest.length || others.some((text, at) => text !== rest[at])) {
    return wrong(feed, 'another item would change');
  }
  const stays =
    command.kind === 'resume' || command.kind === 'escalate' || command.method === 'mark';
  if (stays !== come.size > 0) {
    return wrong(feed, stays ? 'the item would be missing' : 'the item would still be there');
  }
  return unreadable(result, command, platform);
}

function unreadable(
  { path, text }: ForeignFeed,
  { kind, version, method }: ForeignCommand,
  platform: Platform,
): Refusal | undefined {
  const bytes = Buffer.from(text);
  if (bytes.length > CLIENT_LIMITS.bytes) {
    // No client of ours takes a feed of this size; the guard and the version rule have passed on it already.
    return undefined;
  }
  const verdict = verifyFeed(bytes, { kind: 'unsigned' });
  const limits = OPERATOR_LIMITS;
  const read = verdict.ok ? readAppcast(verdict.verified, { platform, limits }) : verdict;
  if (!read.ok) {
    return wrong({ path, text }, `clients would refuse it: ${read.problem.message}`);
  }
  const found = read.feed.releases.filter((release) => release.version === version);
  const offered = found.some(({ withdrawn }) => !withdrawn);
  const outOfReach = kind === 'pause' || kind === 'rollback';
  return outOfReach && offered
    ? wrong(
        { path, text },
        `clients would still find ${version}${method === 'mark' ? ' unmarked' : ''}`,
      )
    : undefined;
}

function wrong({ path }: ForeignFeed, what: string): Refusal {
  return refuse(
    'broken-invariant',
    `The result for ${path} would be wrong: ${what}; nothing was changed`,
    'report this, with the feed',
  ).refusal;
}
