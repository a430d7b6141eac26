import type { Arch, PackageKind, Platform } from '@phasegate/rollout';

/** A file of a release as what lies beside it names it: an update file of electron-builder, or a release manifest. */
export interface NamedFile {
  readonly platform: Platform;
  /** `undefined`: any. */
  readonly arch: Arch | undefined;
  readonly kind: PackageKind;
  /** Where it lies, relative to the folder of what names it. */
  readonly path: string;
  /** Its address, whole or below `--url-base`. */
  readonly url: string;
  /** Bytes. */
  readonly length: number | undefined;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
}

/** A release as one file describes it. */
export interface NamedRelease {
  readonly version: string;
  readonly files: readonly NamedFile[];
  /** What it names that no client of ours could install, in words. */
  readonly passedOver: readonly string[];
}
