import { advisoriesInForce, advisoryOn } from './advisory.ts';
import type { Advisory } from './advisory.ts';
import type { Feed } from './feed.ts';
import type { Installed } from './installed.ts';
import type { Instant } from './instant.ts';
import { compareVersions, isInRange } from './version.ts';
import type { Version } from './version.ts';

/**
 * How the installed version stands: `fine`, condemned by an advisory, by its own item or by the app, or `crashing`,
 * which this machine alone has found out: it started `starts` times in a row and not once well.
 */
export type Standing =
  | { readonly code: 'fine' }
  | { readonly code: 'withdrawn' | 'blocked'; readonly advisory: Advisory | undefined }
  | { readonly code: 'crashing'; readonly starts: number };

/** The standing of the installed version. What its publisher says of it goes before what this machine has seen. */
export function standingOfInstalled(
  installed: Installed,
  feed: Feed,
  advisories: readonly Advisory[],
): Standing {
  const said = standingOf(installed.version, installed, feed, advisories);
  const { crashing } = installed;
  return said.code === 'fine' && crashing !== undefined
    ? { code: 'crashing', starts: crashing }
    : said;
}

/** Judges one version by what the feed says of it; a missing item says nothing. */
function standingOf(
  version: Version,
  installed: Installed,
  feed: Feed,
  advisories: readonly Advisory[],
): Standing {
  const withdrawn = advisoryOn(version, advisories, ['withdrawn']);
  const marked = feed.releases.some(
    (release) => release.withdrawn && compareVersions(release.version, version) === 0,
  );
  if (withdrawn !== undefined || marked) {
    return { code: 'withdrawn', advisory: withdrawn };
  }
  const blocked = advisoryOn(version, advisories, ['blocked']);
  if (blocked !== undefined || installed.blockedVersions.some((one) => isInRange(version, one))) {
    return { code: 'blocked', advisory: blocked };
  }
  return { code: 'fine' };
}

/** Whether a version must not be installed on this machine any more, though it may have been downloaded. */
export function isCondemned(
  version: Version,
  installed: Installed,
  feed: Feed,
  now: Instant,
): boolean {
  const advisories = advisoriesInForce(feed.advisories, installed, now);
  return standingOf(version, installed, feed, advisories).code !== 'fine';
}
