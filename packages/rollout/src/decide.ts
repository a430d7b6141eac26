import { advisoriesInForce } from './advisory.ts';
import type { Choice, Decision, HoldReason, OfferReason } from './decision.ts';
import type { Feed } from './feed.ts';
import type { Installed } from './installed.ts';
import type { Instant } from './instant.ts';
import { judge } from './judge.ts';
import type { Judgement, Usable } from './judge.ts';
import type { ItemOutcome } from './outcome.ts';
import { pick } from './pick.ts';
import type { Pick } from './pick.ts';
import type { Distrust, Release } from './release.ts';
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
 * Where signatures are asked for, `distrust` is asked in the order of preference until a package is vouched for; what
 * stands behind that is not asked.
 */
export function decide(
  installed: Installed,
  feed: Feed,
  now: Instant,
  distrust: Distrust = () => undefined,
): Decision {
  const advisories = advisoriesInForce(feed.advisories, installed, now);
  const standing = standingOfInstalled(installed, feed, advisories);
  const suited = feed.releases.map((release) => judge(installed, release, advisories));
  const { chosen, refused } = pick(byPreference(installed, standing, suited), distrust);
  const without = new Map(refused.map((one) => [one.release, one]));
  const judged = suited.map((one) => without.get(one.release) ?? one);
  const choice = choose(installed, standing, chosen, judged);
  const items = judged.map((one) => ({
    version: one.release.version,
    outcome: one.usable ? outcomeOf(one.release, choice, installed.version) : one.outcome,
  }));
  return { ...choice, standing, items };
}

/** What this machine would take, best first: newer by itself, newer on request, and for a condemned one what is older. */
function byPreference(
  { version, lastGood }: Installed,
  standing: Standing,
  judged: readonly Judgement[],
): readonly Usable[] {
  const usable = judged.filter((one): one is Usable => one.usable);
  const above = usable.filter(({ release }) => isNewer(release.version, version));
  const below = usable.filter(({ release }) => isNewer(version, release.version));
  const tried = ({ release }: Usable): boolean =>
    standing.code === 'crashing' && release.version === lastGood;
  const groups = [
    above.filter(({ release }) => updatesByItself(release, version)),
    above.filter(({ release }) => !updatesByItself(release, version)),
    ...(standing.code === 'fine' ? [] : [below.filter(tried), below.filter((one) => !tried(one))]),
  ];
  return groups.flatMap((group) => [...group].sort(newestFirst));
}

/** Semver precedence; the sort is stable, so that the first in the feed wins a tie. */
function newestFirst(a: Judgement, b: Judgement): number {
  return compareVersions(b.release.version, a.release.version);
}

function choose(
  { version, mayGoBack }: Installed,
  standing: Standing,
  chosen: Pick['chosen'],
  judged: readonly Judgement[],
): Choice {
  if (chosen !== undefined && isNewer(chosen.release.version, version)) {
    const automatic = updatesByItself(chosen.release, version);
    const reason = { code: offerCode(standing, chosen.release, version) };
    return { kind: 'offer', ...chosen, automatic, reason };
  }
  if (standing.code === 'fine') {
    return { kind: 'hold', reason: holdReason(version, judged) };
  }
  if (chosen === undefined || !mayGoBack) {
    const code = chosen === undefined ? 'no-way-back' : 'go-back-not-allowed';
    return { kind: 'hold', reason: { code, version, because: standing.code } };
  }
  const advisory = standing.code === 'crashing' ? undefined : standing.advisory?.id;
  const reason = { code: standing.code, version, advisory };
  return { kind: 'go-back', ...chosen, reason };
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
  const newer = judged.filter(({ release }) => isNewer(release.version, version));
  const [top] = [...newer].sort(newestFirst);
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
