import type { Arch, PackageKind } from './platform.ts';
import type { SystemVersion } from './system-version.ts';
import type { Version } from './version.ts';

/** One file of a release: an `<enclosure>` of its item. */
export interface Package {
  /** An https URL (loopback http in development only), normalised. */
  readonly url: string;
  /** Bytes; `undefined` where the feed does not say. */
  readonly length: number | undefined;
  /** Base64 of the 64 bytes; without it the package is not installable. */
  readonly sha512: string | undefined;
  /** `undefined` means any. */
  readonly arch: Arch | undefined;
  readonly kind: PackageKind | undefined;
  /** `phasegate:os`, else `sparkle:os`; `undefined` means the feed's platform. */
  readonly os: string | undefined;
  /** The lowest version that a machine may go back to once this one has started well. */
  readonly floor: Version | undefined;
  /** `KEYID:HEX` over the package statement. */
  readonly signature: string | undefined;
}

/** A package without a statement of the release key, or with one that does not hold for it. */
export type PackageDistrust = 'not-signed' | 'wrong-signature';

/**
 * Why the release key does not vouch for a package of a version; `undefined` where it does. Whoever knows the keys
 * hands it to `decide`, which asks it for what is about to be chosen and for nothing else: an answer costs a
 * signature's verification.
 */
export type Distrust = (file: Package, version: Version) => PackageDistrust | undefined;

/** What a release says of itself: plain text, or HTML as the feed's author wrote it (never shown as HTML). */
export interface ReleaseNotes {
  readonly format: 'plain-text' | 'html';
  readonly text: string;
}

/** One version in a feed: an `<item>`. */
export interface Release {
  readonly version: Version;
  readonly title: string | undefined;
  readonly withdrawn: boolean;
  /** `sparkle:channel`; only apps that asked for it are offered the release. */
  readonly channel: string | undefined;
  readonly minimumSystemVersion: SystemVersion | undefined;
  readonly maximumSystemVersion: SystemVersion | undefined;
  /** Machines below it update only when their user asks (Sparkle's `minimumAutoupdateVersion`). */
  readonly minimumAutoupdateVersion: Version | undefined;
  /** `undefined`: not critical; `below`: critical for machines older than that, for all when absent. */
  readonly critical: { readonly below: Version | undefined } | undefined;
  readonly notes: ReleaseNotes | undefined;
  readonly notesUrl: string | undefined;
  readonly link: string | undefined;
  readonly packages: readonly Package[];
}

/** A release that names only what matters; the rest is absent. Editors of feeds and tests build with it. */
export function release(facts: Pick<Release, 'version'> & Partial<Release>): Release {
  return {
    title: undefined,
    withdrawn: false,
    channel: undefined,
    minimumSystemVersion: undefined,
    maximumSystemVersion: undefined,
    minimumAutoupdateVersion: undefined,
    critical: undefined,
    notes: undefined,
    notesUrl: undefined,
    link: undefined,
    packages: [],
    ...facts,
  };
}
