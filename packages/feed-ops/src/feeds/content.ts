import { isInRange, isNewer } from '@phasegate/rollout';
import type { Advisory, Phase, Version } from '@phasegate/rollout';

import { DEFAULT_KEEP } from '../state/config-keep.ts';
import type { Keep } from '../state/config-keep.ts';
import type { Ledger, LedgerRelease } from '../state/ledger.ts';
import { channelOf } from './channel.ts';

/** What one feed should hold. */
export interface FeedContent {
  /** The newest first. */
  readonly releases: readonly LedgerRelease[];
  readonly advisories: readonly Advisory[];
}

/** How many advisories a feed may hold (wire-format). */
export const MOST_ADVISORIES = 64;
const MARKED_KEPT = 3;

/** What a feed's content depends on beside the ledger. */
export interface ContentFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `undefined`: {@link DEFAULT_KEEP}. */
  readonly keep: Keep | undefined;
}

/**
 * What the feed of a phase should hold, from the ledger alone: for each channel the newest release of this phase and of
 * each broader one, and the newest complete release with as many earlier ones as the config keeps as fallbacks; releases
 * that are marked withdrawn, and the advisories in force. A narrower feed therefore holds all that a broader one holds.
 * What is blocked is in no feed, so that clients that know no advisories are not offered it either; it comes back when
 * the block ends.
 */
export function contentOf(
  ledger: Ledger,
  phase: Phase,
  { now, keep = DEFAULT_KEEP }: ContentFacts,
): FeedContent {
  return {
    releases: releasesFor(ledger, phase, keep),
    advisories: activeAdvisories(ledger, now),
  };
}

/** A ledger is never changed, and one command asks a long one for the same again and again. */
function releasesFor(ledger: Ledger, phase: Phase, keep: Keep): readonly LedgerRelease[] {
  const answers = KNOWN.get(ledger) ?? new Map<string, readonly LedgerRelease[]>();
  KNOWN.set(ledger, answers);
  const question = `${phase} ${keep.complete}`;
  const known = answers.get(question) ?? releasesIn(ledger, phase, keep);
  answers.set(question, known);
  return known;
}

const KNOWN = new WeakMap<Ledger, Map<string, readonly LedgerRelease[]>>();

function releasesIn(ledger: Ledger, phase: Phase, keep: Keep): readonly LedgerRelease[] {
  const channels = new Set([undefined, ...ledger.releases.map(channelOf)]);
  const marked = newestFirst(ledger.releases.filter((one) => isMarked(one))).filter((one) =>
    isOpenTo(one, phase),
  );
  const open = [...channels].flatMap((channel) => openIn(ledger, channel, { phase, keep }));
  return newestFirst([...open, ...marked.slice(0, MARKED_KEPT)]);
}

/** Testers are offered what is for everybody as well, so what is below that is of no use to them. */
function openIn(
  ledger: Ledger,
  channel: string | undefined,
  { phase, keep }: { readonly phase: Phase; readonly keep: Keep },
): readonly LedgerRelease[] {
  const everybody = channel === undefined ? undefined : newestComplete(ledger);
  const own = (state: LedgerRelease['state']): readonly LedgerRelease[] =>
    standing(ledger, state).filter(
      (one) =>
        channelOf(one) === channel &&
        (everybody === undefined || isNewer(one.version, everybody.version)),
    );
  const complete = own('complete');
  const rolling = ledger.phases
    .filter((share) => share >= phase)
    .flatMap((share) => rollingIn(own('rolling'), share, complete[0]));
  return [...complete.slice(0, keep.complete), ...rolling];
}

/** The advisories that feeds carry, oldest first: not ended, not expired, at most as many as a feed may hold. */
export function activeAdvisories(ledger: Ledger, now: number): readonly Advisory[] {
  return inForce(ledger, now).slice(-MOST_ADVISORIES);
}

/** The advisories that hold, oldest first: not ended, not expired. */
export function inForce(ledger: Ledger, now: number): readonly Advisory[] {
  return notEnded(ledger).filter((one) => one.expires === undefined || now < one.expires);
}

/** The block that holds for a version, if any; blocks do not expire. */
export function blockOn(ledger: Ledger, version: Version): Advisory | undefined {
  return notEnded(ledger).find(
    ({ kind, versions }) =>
      kind === 'blocked' && versions !== undefined && isInRange(version, versions),
  );
}

function notEnded({ advisories }: Ledger): readonly Advisory[] {
  const ended = new Set(advisories.flatMap((one) => [one.supersedes, one.resolves]));
  return advisories.filter((one) => !ended.has(one.id));
}

/** Whether an item carries Sparkle's mark and so stays in the feeds though it is withdrawn. */
export function isMarked({ state, item }: LedgerRelease): boolean {
  return state === 'withdrawn' && /^<item\b[^>]*\ssparkle:withdrawn="true"/.test(item);
}

/** The newest complete release: what everybody may have, or everybody who asks for a channel. */
export function newestComplete(ledger: Ledger, channel?: string): LedgerRelease | undefined {
  return standing(ledger, 'complete').find((one) => [undefined, channel].includes(channelOf(one)));
}

/** Semver precedence, the newest first; what was entered first wins a tie. */
export function newestFirst(releases: readonly LedgerRelease[]): readonly LedgerRelease[] {
  return [...releases].sort((a, b) =>
    isNewer(b.version, a.version) ? 1 : isNewer(a.version, b.version) ? -1 : 0,
  );
}

/** The releases in a state that no block holds back, the newest first. */
function standing(ledger: Ledger, state: LedgerRelease['state']): readonly LedgerRelease[] {
  const answers = STANDING.get(ledger) ?? new Map<string, readonly LedgerRelease[]>();
  STANDING.set(ledger, answers);
  const known = answers.get(state) ?? standingIn(ledger, state);
  answers.set(state, known);
  return known;
}

const STANDING = new WeakMap<Ledger, Map<string, readonly LedgerRelease[]>>();

function standingIn(ledger: Ledger, state: LedgerRelease['state']): readonly LedgerRelease[] {
  const blocks = notEnded(ledger).flatMap(({ kind, versions }) =>
    kind === 'blocked' && versions !== undefined ? [versions] : [],
  );
  return newestFirst(
    ledger.releases.filter(
      (one) => one.state === state && !blocks.some((range) => isInRange(one.version, range)),
    ),
  );
}

function rollingIn(
  releases: readonly LedgerRelease[],
  phase: Phase,
  complete: LedgerRelease | undefined,
): readonly LedgerRelease[] {
  const rolling = releases.filter(
    (one) =>
      one.phase === phase && (complete === undefined || isNewer(one.version, complete.version)),
  );
  return rolling.slice(0, 1);
}

function isOpenTo({ phase }: LedgerRelease, to: Phase): boolean {
  return phase !== undefined && phase >= to;
}
