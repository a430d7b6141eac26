import { advisoryOn } from './advisory.ts';
import type { Advisory } from './advisory.ts';
import type { Installed } from './installed.ts';
import type { ItemOutcome } from './outcome.ts';
import type { Package, Release } from './release.ts';
import { compareSystemVersions } from './system-version.ts';
import { compareVersions, isInRange, isNewer } from './version.ts';
import type { Version } from './version.ts';

/** A release that this machine could install, or the reason why it cannot; signatures are not asked for here. */
export type Judgement = Usable | Unusable;

/** A release with the packages of it that fit this machine, the best first; one at least. */
export interface Usable {
  readonly usable: true;
  readonly release: Release;
  readonly packages: readonly Package[];
}

/** A release that is passed over. */
export interface Unusable {
  readonly usable: false;
  readonly release: Release;
  readonly outcome: ItemOutcome;
}

/** Whether this machine may install the release at all; "newer" or "older" is not asked here. */
export function judge(
  installed: Installed,
  release: Release,
  advisories: readonly Advisory[],
): Judgement {
  const refused = condemned(installed, release, advisories) ?? unsuited(installed, release);
  if (refused !== undefined) {
    return { usable: false, release, outcome: refused };
  }
  const fitting = fittingPackages(installed, release.packages);
  const packages = fitting.filter((one) => one.sha512 !== undefined && one.length !== undefined);
  const outcome = { code: fitting.length === 0 ? 'no-package' : 'no-digest' } as const;
  return packages.length === 0
    ? { usable: false, release, outcome }
    : { usable: true, release, packages };
}

/** `withdrawn` is asked first: a marked item carries a `sparkle:os` that no system has (wire-format, "Mark method"). */
function condemned(
  installed: Installed,
  release: Release,
  advisories: readonly Advisory[],
): ItemOutcome | undefined {
  const { version } = release;
  const withdrawn = advisoryOn(version, advisories, ['withdrawn']);
  if (release.withdrawn || withdrawn !== undefined) {
    return { code: 'withdrawn', advisory: withdrawn?.id };
  }
  const blocked = advisoryOn(version, advisories, ['blocked']);
  if (blocked !== undefined || blockedByApp(installed, release)) {
    return { code: 'blocked', advisory: blocked?.id };
  }
  return undefined;
}

function blockedByApp(installed: Installed, release: Release): boolean {
  return installed.blockedVersions.some((range) => isInRange(release.version, range));
}

function unsuited(installed: Installed, release: Release): ItemOutcome | undefined {
  const { version, channel } = release;
  if (channel !== undefined && !installed.channels.includes(channel)) {
    return { code: 'other-channel', channel };
  }
  const { wentBackFrom, floor } = installed;
  if (wentBackFrom !== undefined && isPinned(version, installed.version, wentBackFrom)) {
    return { code: 'pinned', wentBackFrom };
  }
  if (floor !== undefined && isNewer(floor, version)) {
    return { code: 'below-floor', floor };
  }
  return systemOutcome(installed, release);
}

/** After going back from 1.1.0 nothing above the installed version is taken until 1.1.0 is passed. */
function isPinned(version: Version, installed: Version, wentBackFrom: Version): boolean {
  return isNewer(version, installed) && compareVersions(version, wentBackFrom) <= 0;
}

function systemOutcome(installed: Installed, release: Release): ItemOutcome | undefined {
  const { minimumSystemVersion: minimum, maximumSystemVersion: maximum } = release;
  const required = minimum ?? maximum;
  if (required === undefined) {
    return undefined;
  }
  if (installed.systemVersion === undefined) {
    return { code: 'system-unknown', needs: required.join('.') };
  }
  if (minimum !== undefined && compareSystemVersions(installed.systemVersion, minimum) < 0) {
    return { code: 'system-too-old', needs: minimum.join('.') };
  }
  if (maximum !== undefined && compareSystemVersions(installed.systemVersion, maximum) > 0) {
    return { code: 'system-too-new', atMost: maximum.join('.') };
  }
  return undefined;
}

/** The machine's own architecture before `universal` before "any", its preferred format first, the feed's order last. */
function fittingPackages(installed: Installed, packages: readonly Package[]): readonly Package[] {
  const archRank = [installed.arch, 'universal', undefined];
  const fitting = packages
    .filter((one) => one.os === undefined || one.os === installed.platform)
    .filter((one) => archRank.includes(one.arch))
    .filter((one) => one.kind !== undefined && installed.packageKinds.includes(one.kind));
  const rank = (one: Package): number =>
    archRank.indexOf(one.arch) * 10 + installed.packageKinds.findIndex((kind) => kind === one.kind);
  return [...fitting].sort((a, b) => rank(a) - rank(b));
}
