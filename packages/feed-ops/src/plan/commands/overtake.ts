import { FULL_PHASE, isNewer } from '@phasegate/rollout';
import type { Phase, Version } from '@phasegate/rollout';

import type { StartRollout } from '../../command.ts';
import { channelOf } from '../../feeds/channel.ts';
import { newestComplete } from '../../feeds/content.ts';
import { releaseOf, withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import { moveTo, on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { enter } from './enter.ts';

interface Entering extends RuleFacts {
  readonly phase: Phase;
  readonly overlap: StartRollout['overlap'];
}

/**
 * A draft into its phase, where others may be under way. What is overtaken leaves every feed as `paused`: machines on
 * it are offered the newer one, all others never hear of it again, and widening the newer one cannot bring it back.
 */
export function enterOver(
  state: PlatformState,
  release: LedgerRelease,
  entering: Entering,
): Transition {
  const { ledger } = state;
  const { overlap, phase } = entering;
  const beside = standing(ledger, release.version);
  const older = beside.filter((one) => isNewer(release.version, one.version));
  const rolling = older.filter((one) => one.state === 'rolling');
  const newer = beside.filter(
    (one) => one.state === 'rolling' && isNewer(one.version, release.version),
  );
  if (overlap === 'overtake') {
    return newer.length === 0 || older.length > 0
      ? overtake(state, release, { ...entering, older })
      : cannotOvertake(state, release, newer);
  }
  if (overlap === undefined && rolling.length > 0) {
    return underWay(state, release, rolling);
  }
  const entered = enter(state, release, phase, entering);
  return newer.length === 0 || entered.kind === 'refused'
    ? entered
    : { ...entered, warnings: [shadowedBy(newer, entering)] };
}

/** The phase of a start that names none: that of what it overtakes, so that all machines that may have it are reached. */
export function phaseFor(ledger: Ledger, { overlap, version }: StartRollout): Phase {
  const older = standing(ledger, version).filter((one) => isNewer(version, one.version));
  const narrowest = ledger.phases[0] ?? FULL_PHASE;
  const widest = overlap === 'overtake' ? widestOf(older) : undefined;
  return widest !== undefined && ledger.phases.includes(widest) ? widest : narrowest;
}

/** Why a release that was overtaken does not come back; `undefined` where it may. */
export function staysOvertaken(
  state: PlatformState,
  { version, overtakenBy }: LedgerRelease,
): Transition | undefined {
  const by = overtakenBy === undefined ? undefined : releaseOf(state.ledger, overtakenBy);
  if (by === undefined || by.state === 'withdrawn' || by.state === 'draft') {
    return undefined;
  }
  return refused(
    'was-overtaken',
    `${on(version, state)} was overtaken by ${by.version}, which is ${by.state} at ${by.phase ?? FULL_PHASE} %; machines that took that one would never take this one`,
    by.state === 'paused'
      ? `phasegate rollout resume ${by.version}, or withdraw it first: phasegate rollback ${by.version} --reason "..."`
      : `go on with it: phasegate rollout status, or withdraw it first: phasegate rollback ${by.version} --reason "..."`,
  );
}

/** What machines of the same channel may have or be offered without it being out for everybody. */
function standing(ledger: Ledger, version: Version): readonly LedgerRelease[] {
  const release = releaseOf(ledger, version);
  const channel = release && channelOf(release);
  const complete = newestComplete(ledger, channel);
  return ledger.releases.filter(
    (one) =>
      one.version !== version &&
      channelOf(one) === channel &&
      (one.state === 'rolling' || (one.state === 'paused' && one.overtakenBy === undefined)) &&
      (complete === undefined || isNewer(one.version, complete.version)),
  );
}

function overtake(
  state: PlatformState,
  release: LedgerRelease,
  facts: Entering & { readonly older: readonly LedgerRelease[] },
): Transition {
  const { older, phase } = facts;
  const entered = enter(state, release, phase, facts);
  if (older.length === 0 || entered.kind === 'refused') {
    return entered;
  }
  const ledger = older.reduce(
    (now, one) => withRelease(now, leaving(one, release.version, facts)),
    entered.ledger,
  );
  const names = older.map((one) => `${one.version} (${one.phase ?? FULL_PHASE} %)`).join(', ');
  const widest = widestOf(older) ?? phase;
  const late = `Machines in buckets ${phase}-${widest - 1} may have ${names}; they keep it, and are offered ${release.version} from ${widest} % on.`;
  return {
    ...entered,
    ledger,
    said: [
      ...entered.said,
      `${names} on ${state.platform} leaves all feeds and does not come back`,
    ],
    warnings: widest > phase ? [late] : [],
    entry: { evidence: `overtakes ${names}` },
  };
}

/** What is paused already stays so since when it was. */
function leaving(one: LedgerRelease, by: Version, facts: RuleFacts): LedgerRelease {
  const paused =
    one.state === 'paused' ? one : moveTo(one, { state: 'paused', phase: one.phase }, facts);
  return { ...paused, overtakenBy: by };
}

function underWay(
  state: PlatformState,
  { version }: LedgerRelease,
  rolling: readonly LedgerRelease[],
): Transition {
  const names = rolling.map((one) => `${one.version} is rolling at ${one.phase ?? FULL_PHASE} %`);
  const others = rolling.map((one) => one.version).join(' and ');
  return refused(
    'rollout-under-way',
    `${names.join(' and ')} on ${state.platform}; ${version} has to say what becomes of that`,
    `phasegate rollout start ${version} --overtake (${others} leaves the feeds for good), or --beside (both go on)`,
  );
}

function cannotOvertake(
  state: PlatformState,
  { version }: LedgerRelease,
  newer: readonly LedgerRelease[],
): Transition {
  return refused(
    'not-newer',
    `${on(version, state)} cannot overtake ${newer.map((one) => one.version).join(' and ')}, which is newer: machines that have that would not take it`,
    `phasegate rollout start ${version} --beside, for the machines that are not offered the newer one yet`,
  );
}

/** An older line gets a fix while a newer one rolls: both go on, and each machine gets the newest that is open to it. */
function shadowedBy(newer: readonly LedgerRelease[], { phase }: Entering): string {
  const widest = widestOf(newer) ?? FULL_PHASE;
  const names = newer.map((one) => one.version).join(' and ');
  const first = `${names} goes on at ${widest} %: machines in buckets 0-${widest - 1} are offered that`;
  return phase > widest
    ? `${first}.`
    : `${first}, so this one reaches nobody before it is broader.`;
}

function widestOf(releases: readonly LedgerRelease[]): Phase | undefined {
  const phases = releases.flatMap(({ phase }) => phase ?? []);
  return phases.length === 0 ? undefined : (Math.max(...phases) as Phase);
}
