import type { Decision, Instant } from '@phasegate/rollout';
import { anchorAt } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { installedNow } from '../facts.ts';
import type { AgentFacts } from '../facts.ts';
import type { World } from '../memory/keep-memory.ts';
import type { Reading } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { acceptFeed, decideOn } from './read-feed.ts';

/** Whether a feed that was accepted may still be acted on: not expired, nor under a root that has (feed-format, "Trust"). */
export function isStillGood(
  reading: Reading,
  anchor: Anchor | undefined,
  facts: AgentFacts,
  now: Instant,
): boolean {
  if (anchor === undefined) {
    return true;
  }
  try {
    acceptFeed(reading, { ...facts, installed: installedNow(facts, EMPTY_MEMORY) }, anchor, now);
    return true;
  } catch {
    return false;
  }
}

/** What the last accepted feed says now, where the host cannot be reached; `undefined` once that feed has expired. */
export function wordWhileOffline({ core, ports, facts }: World): Decision | undefined {
  const { reading, root, memory, startedWell } = core.known();
  const now = ports.clock.now();
  const anchor = root === undefined ? undefined : anchorAt(root, memory.trust);
  return reading !== undefined && isStillGood(reading, anchor, facts, now)
    ? decideOn(reading, { ...facts, installed: installedNow(facts, memory, startedWell) }, now)
    : undefined;
}
