import type { ReleaseFacts } from '@phasegate/appcast';
import type { Arch, PackageKind, Version } from '@phasegate/rollout';

/** A package of a feed that Phasegate did not make. */
export interface ForeignPackage {
  readonly url: string;
  /** Bytes, where the feed says. */
  readonly length: number | undefined;
  /** Base64; where the feed does not say, the file is fetched and measured. */
  readonly sha512: string | undefined;
  readonly arch: Arch | undefined;
  readonly kind: PackageKind;
  /** `sparkle:edSignature`, over the file's bytes. */
  readonly edSignature: string | undefined;
}

/** A release of such a feed that could enter the ledger. */
export interface Candidate {
  readonly facts: Omit<ReleaseFacts, 'version' | 'packages' | 'pubDate'> & {
    readonly version: Version;
    readonly pubDate: string | undefined;
  };
  readonly packages: readonly ForeignPackage[];
  /** Why it is not out for everybody, where its feed says so. */
  readonly partly: string | undefined;
}

/** What a feed offers to take over; the newest first. */
export interface Candidates {
  readonly releases: readonly Candidate[];
  /** What cannot be taken, in words. */
  readonly passedOver: readonly string[];
}
