import { advisoriesInForce } from './advisory.ts';
import type { Choice, Decision, HoldReason, OfferReason } from './decision.ts';
import type { Feed } from './feed.ts';
import type { Installed } from './installed.ts';
import type { Instant } from './instant.ts';
import { judge } from './judge.ts';
import type { Judgement, Usable } from './judge.ts';
import type { ItemOutcome } from './outcome.ts';
import type { Release } from './release.ts';
import { standingOfInstalled } from './standing.ts';
import type { Standing } from './standing.ts';
import { compareVersions, isNewer } from './version.ts';
import type { Version } from './version.ts';

/**
 * Who gets which release.
 *
 * | installed version               | a usable newer release | a usable older one | decision                 |
 * | ------------------------------- | ---------------------- | ------------------ | ------------------------ |
 * | fine                            | yes                    | -                  | offer the newest         |
 * | fine                            | no                     | -                  | hold                     |
 * | withdrawn, blocked, or crashing | yes                    | -                  | offer it, as the way out |
 * | withdrawn, blocked, or crashing | no                     | yes                | go back to the newest    |
 * | withdrawn, blocked, or crashing | no                     | no                 | hold: keep running       |
 *
 * "The newest" is the newest that comes by itself; one that has to be asked for (`minimumAutoupdateVersion`) only where
 * there is no other, as in Sparkle.
 * An app that does not consent to going back holds as well; its users are told and keep running.
 * A machine goes back only when its version is *named*, or has crashed at its starts here, and then rather to the release
 * that started well last; that an item is merely missing (a pause) never moves it.
 */
export function decide(installed: Installed, feed: Feed, now: Instant): Decision {
  const advisories = advisoriesInForce(feed.advisories, installed, now);
  const standing = standingOfInstalled(installed, feed, advisories);
  const judged = feed.releases.map((release) => judge(installed, release, advisories));
  const choice = choose(installed, standing, judged);
  const items = judged.map((one) => ({
    version: one.release.version,
    outcome: one.usable ? outcomeOf(one.release, choice, installed.version) : one.outcome,
  }));
  return { ...choice, standing, items };
}

function choose(installed: Installed, standing: Standing, judged: readonly Judgement[]): Choice {
  const { version } = installed;
  const usable = judged.filter((one): one is Usable => one.usable);
  const above = usable.filter(({ release }) => isNewer(release.version, version));
  const newer =
    newest(above.filter(({ release }) => updatesByItself(release, version))) ?? newest(above);
  if (newer !== undefined) {
    const { release, package: file } = newer;
    const automatic = updatesByItself(release, version);
    const reason = { code: offerCode(standing, release, version) };
    return { kind: 'offer', release, package: file, automatic, reason };
  }
  if (standing.code === 'fine') {
    return { kind: 'hold', reason: holdReason(version, judged) };
  }
  const below = usable.filter(({ release }) => isNewer(version, release.version));
  const tried = standing.code === 'crashing' ? installed.lastGood : undefined;
  const older = below.find(({ release }) => release.version === tried) ?? newest(below);
  if (older === undefined || !installed.mayGoBack) {
    const code = older === undefined ? 'no-way-back' : 'go-back-not-allowed';
    return { kind: 'hold', reason: { code, version, because: standing.code } };
  }
  const advisory = standing.code === 'crashing' ? undefined : standing.advisory?.id;
  const reason = { code: standing.code, version, advisory };
  return { kind: 'go-back', release: older.release, package: older.package, reason };
}

/** Semver precedence; the first in the feed wins a tie. */
function newest<T extends { readonly release: Release }>(candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, one) =>
      best === undefined || isNewer(one.release.version, best.release.version) ? one : best,
    undefined,
  );
}

function offerCode(standing: Standing, release: Release, from: Version): OfferReason['code'] {
  if (standing.code !== 'fine') {
    return `replaces-${standing.code}`;
  }
  return isCritical(release, from) ? 'critical-update' : 'newer-release';
}

function isCritical({ critical }: Release, from: Version): boolean {
  return critical !== undefined && (critical.below === undefined || isNewer(critical.below, from));
}

function updatesByItself({ minimumAutoupdateVersion: minimum }: Release, from: Version): boolean {
  return minimum === undefined || compareVersions(from, minimum) >= 0;
}

function holdReason(version: Version, judged: readonly Judgement[]): HoldReason {
  const top = newest(judged.filter(({ release }) => isNewer(release.version, version)));
  if (top !== undefined && !top.usable) {
    return { code: 'passed-over', version: top.release.version, outcome: top.outcome };
  }
  return judged.length === 0 ? { code: 'no-releases' } : { code: 'up-to-date', version };
}

function outcomeOf(release: Release, choice: Choice, installed: Version): ItemOutcome {
  const { version, minimumAutoupdateVersion: from } = release;
  const chosen = choice.kind === 'hold' ? undefined : choice.release.version;
  if (version === chosen) {
    return { code: choice.kind === 'go-back' ? 'way-back' : 'offered' };
  }
  if (chosen === undefined || !isNewer(version, installed)) {
    return { code: 'not-newer' };
  }
  return from !== undefined && isNewer(version, chosen)
    ? { code: 'on-request', from }
    : { code: 'superseded', by: chosen };
}
