import type { Bucket } from './bucket.ts';
import type { Arch, PackageKind, Platform } from './platform.ts';
import type { SystemVersion } from './system-version.ts';
import type { Version, VersionRange } from './version.ts';

/** Every fact about one machine that a decision depends on. */
export interface Installed {
  readonly version: Version;
  readonly platform: Platform;
  readonly arch: Arch;
  /** The package formats this machine can install, the preferred one first. */
  readonly packageKinds: readonly PackageKind[];
  /** `undefined` where the system does not tell; a release that asks for one is then passed over. */
  readonly systemVersion: SystemVersion | undefined;
  readonly bucket: Bucket;
  /** The `sparkle:channel`s that the app asked for. */
  readonly channels: readonly string[];
  /** The embedding app's own blocklist. */
  readonly blockedVersions: readonly VersionRange[];
  /** The bad release that this machine went back from: nothing up to it is offered again. */
  readonly wentBackFrom: Version | undefined;
  /** Whether the app consents to going back; an unsigned feed alone must not move a machine down. */
  readonly mayGoBack: boolean;
  /** The lowest version this machine may go back to. */
  readonly floor: Version | undefined;
  /** How often in a row the installed version has started without starting well, where that is a crash loop. */
  readonly crashing?: number | undefined;
  /** The release that started well last; a machine in a crash loop goes back to it rather than to another. */
  readonly lastGood?: Version | undefined;
}
