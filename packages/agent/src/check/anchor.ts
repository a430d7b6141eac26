import {
  canonicalJson,
  countersAfterRoot,
  freshCounters,
  lostKey,
  openRoot,
  walkRoots,
} from '@phasegate/trust';
import type { FeedCounters, Root } from '@phasegate/trust';
import type { TrustMemory } from '../memory/trust-memory.ts';

/** The root that is believed now, and what is remembered beside it. */
export interface Anchor {
  readonly root: Root;
  readonly trust: TrustMemory & { readonly counters: FeedCounters };
}

/**
 * Begins at the newer of the embedded root and the remembered chain (TUF 1.0.34, 5.3). Each remembered root is
 * verified from the embedded one on: the file it stands in may be written by others. What does not follow is
 * left out, and found again on the way to the newest.
 */
export function openAnchor(embedded: Root, trust: TrustMemory): Anchor {
  const known = trust.roots.flatMap((bytes) => {
    const verdict = openRoot(bytes);
    return verdict.ok ? [verdict.root] : [];
  });
  const last = known.at(-1);
  const newest = Math.max(embedded.version, last?.version ?? 0);
  // Counters that have seen a root which is not there any more would refuse every feed of the roots that are.
  const sound = trust.counters !== undefined && trust.counters.rootVersion <= newest;
  const counters = sound ? trust.counters : freshCounters((last ?? embedded).version);
  const same = known.find(({ version }) => version === embedded.version);
  if (same !== undefined && !isSameRoot(same, embedded)) {
    return anew(embedded, trust);
  }
  if (last === undefined || last.version < embedded.version) {
    const from = { root: last ?? embedded, trust: { ...trust, counters } };
    const { trust: moved } = last === undefined ? from : takeRoot(from, embedded);
    const follows = last?.version === embedded.version - 1;
    return { root: embedded, trust: { ...moved, roots: follows ? moved.roots : [embedded.bytes] } };
  }
  return along(embedded, known, { ...trust, counters });
}

/** A root that is believed already, beside what is remembered. */
export function anchorAt(root: Root, trust: TrustMemory): Anchor {
  return { root, trust: { ...trust, counters: trust.counters ?? freshCounters(root.version) } };
}

/** Steps on to a root that was believed. Counters and floor begin anew where their key was taken away. */
export function takeRoot({ root, trust }: Anchor, next: Root): Anchor {
  const { counters } = trust;
  const isNews = next.version > counters.rootVersion;
  const floors = isNews && lostKey(root, next, 'targets') ? NO_FLOOR : {};
  const after = countersAfterRoot(counters, root, next);
  const roots = [...trust.roots, next.bytes];
  return { root: next, trust: { ...trust, roots, counters: after, ...floors } };
}

const NO_FLOOR = { floor: undefined, unproven: undefined } as const;

/** A root embedded as an object has other spaces, and a published one may have gained a signature. */
export function isSameRoot(one: Root, other: Root): boolean {
  return Buffer.compare(canonicalJson(one.signed), canonicalJson(other.signed)) === 0;
}

/** An app whose keys were made anew has nothing to do with what it remembers of the old ones. */
function anew(embedded: Root, trust: TrustMemory): Anchor {
  const counters = freshCounters(embedded.version);
  const roots = [embedded.bytes];
  return { root: embedded, trust: { ...trust, roots, counters, ...NO_FLOOR } };
}

/**
 * The published chain was walked to its end. Counters that have seen a root which it does not reach, and which is
 * remembered no more, are of other keys; kept, they would refuse every feed for good. An app that is left with its
 * embedded root alone is as safe as on the day it was installed.
 */
export function atEndOfChain({ root, trust }: Anchor, now: number): Anchor {
  const { counters } = trust;
  const reached = counters.rootVersion <= root.version;
  return {
    root,
    trust: {
      ...trust,
      counters: reached ? counters : freshCounters(root.version),
      rootAskedAt: now,
    },
  };
}

function along(embedded: Root, known: readonly Root[], trust: Anchor['trust']): Anchor {
  const later = known.filter(({ version }) => version > embedded.version);
  const walk = walkRoots(
    embedded,
    later.map(({ bytes }) => bytes),
    0,
  );
  // All of it stays: an app that went back to an older build walks from an older root.
  const roots =
    walk.taken === later.length
      ? trust.roots
      : [embedded, ...later.slice(0, walk.taken)].map(({ bytes }) => bytes);
  return { root: walk.root, trust: { ...trust, roots } };
}
