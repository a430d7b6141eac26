import { freshCounters, openRoot, updateRoot } from '@phasegate/trust';
import type { FeedCounters } from '@phasegate/trust';
import { isSameRoot, takeRoot } from '../check/anchor.ts';
import type { Anchor } from '../check/anchor.ts';
import { higher } from '../facts.ts';
import type { TrustMemory } from './trust-memory.ts';

/**
 * What one instance of the app remembers, joined with what another one has written meanwhile, so that neither takes
 * back what the other has seen. Each is led along the roots that only the other knows, by the rules for every new
 * root: counters that began anew there win over old high ones. Two memories that do not end at the same root are of
 * different keys, or somebody has planted one; then the instance's own counts alone.
 */
export function mergedTrust(mine: TrustMemory, onDisk: TrustMemory): TrustMemory {
  const [own, other] = [anchorOf(mine), anchorOf(onDisk)];
  if (own === undefined || other === undefined) {
    return mine;
  }
  const here = along(own, onDisk.roots);
  const there = along(other, mine.roots);
  if (!isSameRoot(here.root, there.root)) {
    return mine;
  }
  const counters = further(here.trust.counters, there.trust.counters);
  return { ...here.trust, counters, floor: higher(here.trust.floor, there.trust.floor) };
}

/** The newest root of a memory; `undefined` where there is none, or where the counters have seen a newer one. */
function anchorOf(trust: TrustMemory): Anchor | undefined {
  const opened = openRoot(trust.roots.at(-1) ?? new Uint8Array());
  if (!opened.ok) {
    return undefined;
  }
  const { root } = opened;
  const counters = trust.counters ?? freshCounters(root.version);
  return counters.rootVersion > root.version ? undefined : { root, trust: { ...trust, counters } };
}

/** Steps along the roots that are news, which few are: each costs the verification of its signatures. */
function along(from: Anchor, roots: readonly Uint8Array[]): Anchor {
  const isNews = (bytes: Uint8Array): boolean =>
    !from.trust.roots.some((known) => Buffer.compare(known, bytes) === 0);
  let anchor = from;
  for (const bytes of roots.filter(isNews)) {
    const verdict = updateRoot(anchor.root, bytes);
    anchor = verdict.ok ? takeRoot(anchor, verdict.root) : anchor;
  }
  return anchor;
}

function further(mine: FeedCounters, theirs: FeedCounters): FeedCounters {
  if (theirs.rootVersion !== mine.rootVersion) {
    return theirs.rootVersion > mine.rootVersion ? theirs : mine;
  }
  const timeFloor = Math.max(mine.timeFloor, theirs.timeFloor);
  if (theirs.sequence !== mine.sequence) {
    return { ...(theirs.sequence > mine.sequence ? theirs : mine), timeFloor };
  }
  return { ...mine, timeFloor, hashes: { ...theirs.hashes, ...mine.hashes } };
}
