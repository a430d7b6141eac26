import type { Advisory } from './advisory.ts';
import type { Release } from './release.ts';

/** Why an item of a feed cannot be used. It is passed over; the rest of the feed counts. */
export type ItemFault =
  | 'not-semver'
  | 'no-version'
  | 'bad-url'
  | 'bad-length'
  | 'bad-digest'
  | 'bad-requirement'
  | 'duplicate-version';

/** An item that was passed over while the feed was read. */
export interface UnusableItem {
  /** The item's place in the feed, 0-based. */
  readonly at: number;
  /** The version as the feed wrote it, cut to 64 characters. */
  readonly version: string | undefined;
  readonly code: ItemFault;
}

/** Something beside the items that could not be read as written; the rest of the feed counts. */
export interface FeedRemark {
  readonly code:
    | 'bad-identity'
    | 'bad-advisory'
    | 'too-many-advisories'
    | 'too-many-languages'
    | 'text-cut';
  /** The id of the advisory meant, cut to 64 characters, where it has one. */
  readonly advisory: string | undefined;
}

/** `phasegate:feed`: what a feed says of itself. Absent on feeds that Phasegate did not make. */
export interface FeedIdentity {
  readonly app: string;
  readonly platform: string;
  readonly name: string;
  /** 1 .. 2^48, raised by every command for all feeds together. */
  readonly sequence: number;
  /** RFC 3339. */
  readonly issued: string;
  readonly expires: string;
  readonly root: number | undefined;
}

/** A feed as read: releases in the feed's order, advisories, and what could not be used. */
export interface Feed {
  readonly title: string | undefined;
  readonly identity: FeedIdentity | undefined;
  readonly releases: readonly Release[];
  readonly advisories: readonly Advisory[];
  readonly unusable: readonly UnusableItem[];
  /** What else could not be read; readers always set it, hand-made feeds need not. */
  readonly remarks?: readonly FeedRemark[];
}
