// One by one, as semver's own page says: the index would load all of it at the start of every app.
import SemVer from 'semver/classes/semver.js';
import compare from 'semver/functions/compare.js';
import satisfies from 'semver/functions/satisfies.js';
import valid from 'semver/functions/valid.js';
import validRange from 'semver/ranges/valid.js';

declare const checked: unique symbol;

/** A full semver 2.0.0 version, as it was written: `1.2.3`, `1.2.3-beta.1`, `1.2.3+build.5`. */
export type Version = string & { readonly [checked]: 'version' };

/** A semver range that is not empty, as it was written: `1.1.0`, `>=1.0.0 <1.1.3`. */
export type VersionRange = string & { readonly [checked]: 'range' };

// semver.org, 2.0.0. `semver.parse` alone would also take ` v1.2.3 ` and `=1.2.3`.
const CORE = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)/;
const TAIL =
  /^(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** Reads a version; nothing is coerced, so `1.0`, `v1.2.3`, `1e3` and the build number `2045` are `undefined`. */
export function parseVersion(text: string): Version | undefined {
  const core = CORE.exec(text)?.[0];
  if (core === undefined || text.length > 256 || !TAIL.test(text.slice(core.length))) {
    return undefined;
  }
  return valid(text) === null ? undefined : (text as Version);
}

/** Reads a range as npm writes them; an empty text or alternative (`1.1.0 ||`) would mean every version and is none. */
export function parseVersionRange(text: string): VersionRange | undefined {
  const trimmed = text.trim();
  const blank = trimmed.split('||').some((alternative) => alternative.trim() === '');
  if (blank || trimmed.length > 256 || validRange(trimmed) === null) {
    return undefined;
  }
  return trimmed as VersionRange;
}

/** Semver precedence: negative when `a` is older. Build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return compare(parsed(a), parsed(b));
}

// Sorting a thousand releases compares each some ten times, and parsing takes longer than comparing.
const MOST_PARSED = 4096;
const PARSED = new Map<Version, SemVer>();

function parsed(version: Version): SemVer {
  const known = PARSED.get(version);
  if (known !== undefined) {
    return known;
  }
  if (PARSED.size >= MOST_PARSED) {
    PARSED.clear();
  }
  const made = new SemVer(version);
  PARSED.set(version, made);
  return made;
}

/** Whether `a` is newer than `b`. */
export function isNewer(a: Version, b: Version): boolean {
  return compareVersions(a, b) > 0;
}

/** Whether the range names the version; a pre-release inside the bounds is named too. */
export function isInRange(version: Version, range: VersionRange): boolean {
  return satisfies(version, range, { includePrerelease: true });
}
