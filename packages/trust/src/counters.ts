import type { Root, RoleName } from './root.ts';

/** What a client remembers of the feeds it has accepted. It only ever grows, except through a root. */
export interface FeedCounters {
  /** The highest accepted sequence; 0 before the first. */
  readonly sequence: number;
  /** sha256 of the feeds accepted at that very sequence, by feed name. */
  readonly hashes: Readonly<Record<string, string>>;
  /** The latest accepted `issued`, in milliseconds since 1970; never the local clock. */
  readonly timeFloor: number;
  /** The newest root that these counters have seen. */
  readonly rootVersion: number;
}

/** The counters of a machine that has accepted no feed yet, under the root it starts from. */
export function freshCounters(rootVersion: number): FeedCounters {
  return { sequence: 0, hashes: {}, timeFloor: 0, rootVersion };
}

/**
 * The counters after a newer root was believed. They begin anew only where a feed key was taken away: its holder
 * may have raised them to where no honest feed gets (TUF 1.0.34, 5.3.11). A key that was added, or a change of
 * other keys, leaves them as they are, and so does a root they have seen already.
 */
export function countersAfterRoot(
  counters: FeedCounters,
  oldRoot: Root,
  newRoot: Root,
): FeedCounters {
  if (newRoot.version <= counters.rootVersion) {
    return counters;
  }
  return lostKey(oldRoot, newRoot, 'timestamp')
    ? freshCounters(newRoot.version)
    : { ...counters, rootVersion: newRoot.version };
}

/**
 * Whether a role has lost a key between two roots. For `targets` that is when a rollback floor, which the release
 * key can poison, begins anew as well.
 */
export function lostKey(oldRoot: Root, newRoot: Root, role: RoleName): boolean {
  const kept = new Set(newRoot.roles[role].keys.map(({ hex }) => hex));
  return oldRoot.roles[role].keys.some(({ hex }) => !kept.has(hex));
}
