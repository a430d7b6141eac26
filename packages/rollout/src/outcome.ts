import type { PackageDistrust } from './release.ts';
import type { Version } from './version.ts';

/**
 * Why an item was offered, or passed over: the closed list. A package is asked for its signature only where it would
 * be chosen otherwise: `superseded`, `on-request` and `not-newer` say nothing about one.
 */
export type ItemOutcome =
  | { readonly code: 'offered' }
  | { readonly code: 'way-back' }
  | { readonly code: 'not-newer' }
  | { readonly code: 'superseded'; readonly by: Version }
  | { readonly code: 'on-request'; readonly from: Version }
  | { readonly code: 'withdrawn'; readonly advisory: string | undefined }
  | { readonly code: 'blocked'; readonly advisory: string | undefined }
  | { readonly code: 'pinned'; readonly wentBackFrom: Version }
  | { readonly code: 'other-channel'; readonly channel: string }
  | { readonly code: 'system-too-old'; readonly needs: string }
  | { readonly code: 'system-too-new'; readonly atMost: string }
  | { readonly code: 'system-unknown'; readonly needs: string }
  | { readonly code: 'no-package' }
  | { readonly code: 'no-digest' }
  | { readonly code: PackageDistrust }
  | { readonly code: 'below-floor'; readonly floor: Version };

/** One item of the feed and what became of it. */
export interface ItemVerdict {
  /** The version that the item names. */
  readonly version: Version;
  /** Whether it was offered, and else why not. */
  readonly outcome: ItemOutcome;
}
