import type { ItemOutcome, ItemVerdict } from './outcome.ts';
import type { Package, Release } from './release.ts';
import type { Standing } from './standing.ts';
import type { Version } from './version.ts';

/** Why a release is offered. */
export interface OfferReason {
  readonly code:
    | 'newer-release'
    | 'critical-update'
    | 'replaces-withdrawn'
    | 'replaces-blocked'
    | 'replaces-crashing';
}

/** Why this machine should go back, and from which version. */
export interface GoBackReason {
  readonly code: 'withdrawn' | 'blocked' | 'crashing';
  readonly version: Version;
  readonly advisory: string | undefined;
}

/** Why nothing is offered. `passed-over` names the newest item that could not be taken. */
export type HoldReason =
  | { readonly code: 'up-to-date'; readonly version: Version }
  | { readonly code: 'no-releases' }
  | { readonly code: 'passed-over'; readonly version: Version; readonly outcome: ItemOutcome }
  | {
      readonly code: 'no-way-back' | 'go-back-not-allowed';
      readonly version: Version;
      readonly because: 'withdrawn' | 'blocked' | 'crashing';
    };

/** A newer release for this machine. */
export interface Offer {
  readonly kind: 'offer';
  readonly release: Release;
  readonly package: Package;
  /** False where the release wants its user to ask for it (`minimumAutoupdateVersion`). */
  readonly automatic: boolean;
  readonly reason: OfferReason;
}

/** An older release for this machine, since the installed one is condemned. */
export interface GoBack {
  readonly kind: 'go-back';
  readonly release: Release;
  readonly package: Package;
  readonly reason: GoBackReason;
}

/** Nothing to install. */
export interface Hold {
  readonly kind: 'hold';
  readonly reason: HoldReason;
}

/** What one machine should do about one feed, and why. */
export type Choice = Offer | GoBack | Hold;

/** The choice, how the installed version stands, and what became of each item. */
export type Decision = Choice & {
  readonly standing: Standing;
  readonly items: readonly ItemVerdict[];
};
