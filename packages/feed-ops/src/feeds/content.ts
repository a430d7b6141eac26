import { isNewer } from '@phasegate/rollout';
import type { Advisory, Phase } from '@phasegate/rollout';

import { DEFAULT_KEEP } from '../state/config-keep.ts';
import type { Keep } from '../state/config-keep.ts';
import type { Ledger, LedgerRelease } from '../state/ledger.ts';

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
 * What the feed of a phase should hold, from the ledger alone: the newest release of this phase and of each broader
 * one, the newest complete release with as many earlier ones as the config keeps as fallbacks, releases that are marked withdrawn,
 * and the advisories in force. A narrower feed therefore holds all that a broader one holds.
 */
export function contentOf(
  ledger: Ledger,
  phase: Phase,
  { now, keep = DEFAULT_KEEP }: ContentFacts,
): FeedContent {
  const complete = completeIn(ledger);
  const open = ledger.phases
    .filter((share) => share >= phase)
    .flatMap((share) => rollingIn(ledger, share, complete[0]));
  const marked = newestFirst(ledger.releases.filter((one) => isMarked(one))).filter((one) =>
    isOpenTo(one, phase),
  );
  const more = [...open, ...marked.slice(0, MARKED_KEPT)];
  const kept = complete.slice(0, keep.complete);
  const releases = more.length === 0 ? kept : newestFirst([...kept, ...more]);
  return { releases, advisories: activeAdvisories(ledger, now) };
}

/** The advisories that feeds carry, oldest first: not ended, not expired, at most as many as a feed may hold. */
export function activeAdvisories(ledger: Ledger, now: number): readonly Advisory[] {
  const ended = new Set(ledger.advisories.flatMap((one) => [one.supersedes, one.resolves]));
  return ledger.advisories
    .filter((one) => !ended.has(one.id) && (one.expires === undefined || now < one.expires))
    .slice(-MOST_ADVISORIES);
}

/** Whether an item carries Sparkle's mark and so stays in the feeds though it is withdrawn. */
export function isMarked({ state, item }: LedgerRelease): boolean {
  return state === 'withdrawn' && /^<item\b[^>]*\ssparkle:withdrawn="true"/.test(item);
}

/** The complete releases, the newest first. A ledger is never changed, and a long one takes a while to sort. */
function completeIn(ledger: Ledger): readonly LedgerRelease[] {
  const known = COMPLETE.get(ledger);
  const complete = known ?? newestFirst(ledger.releases.filter((one) => one.state === 'complete'));
  COMPLETE.set(ledger, complete);
  return complete;
}

const COMPLETE = new WeakMap<Ledger, readonly LedgerRelease[]>();

/** The newest complete release: what everybody may have. */
export function newestComplete(ledger: Ledger): LedgerRelease | undefined {
  return completeIn(ledger)[0];
}

/** Semver precedence, the newest first; what was entered first wins a tie. */
export function newestFirst(releases: readonly LedgerRelease[]): readonly LedgerRelease[] {
  return [...releases].sort((a, b) =>
    isNewer(b.version, a.version) ? 1 : isNewer(a.version, b.version) ? -1 : 0,
  );
}

function rollingIn(
  ledger: Ledger,
  phase: Phase,
  complete: LedgerRelease | undefined,
): readonly LedgerRelease[] {
  const rolling = ledger.releases.filter(
    (one) =>
      one.state === 'rolling' &&
      one.phase === phase &&
      (complete === undefined || isNewer(one.version, complete.version)),
  );
  return newestFirst(rolling).slice(0, 1);
}

function isOpenTo({ phase }: LedgerRelease, to: Phase): boolean {
  return phase !== undefined && phase >= to;
}
