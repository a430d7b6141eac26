import { parseVersion } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';

/** The texts of an item that may say its version; an enclosure's attributes come first, as in Sparkle. */
export interface VersionTexts {
  readonly versions: readonly string[];
  readonly shortVersions: readonly string[];
}

/** What an item's version is, by the rule that the reader and the editors share. */
export interface ItemVersion {
  readonly version: Version | undefined;
  /** The text that was read; where it is no version, what stands in `sparkle:version`. */
  readonly raw: string | undefined;
  /** `sparkle:version` as written, a build number too. */
  readonly sparkleVersion: string | undefined;
}

/**
 * Full semver or nothing (wire-format): a `sparkle:version` that is not semver falls back to
 * `sparkle:shortVersionString`; a build number `2045` must never become 2045.0.0.
 */
export function itemVersion({ versions, shortVersions }: VersionTexts): ItemVersion {
  const sparkleVersion = versions.find((text) => text.trim() !== '');
  if (sparkleVersion === undefined) {
    return { version: undefined, raw: undefined, sparkleVersion };
  }
  const version = parseVersion(sparkleVersion);
  const short = shortVersions.find((text) => text.trim() !== '') ?? '';
  const shortVersion = version === undefined ? parseVersion(short) : undefined;
  const read = version ?? shortVersion;
  return { version: read, raw: read ?? sparkleVersion, sparkleVersion };
}

/** Marks a text that has elements inside: it is then no version, whatever its letters spell. */
export function withMarkup(text: string, hasElements: boolean): string {
  return hasElements ? `${text}<` : text;
}
