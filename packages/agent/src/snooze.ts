import type { Instant, Severity } from '@phasegate/rollout';
import type { AgentMemory } from './memory.ts';
import type { Notice, PutAside } from './snapshot.ts';

/** No clock shows it. */
const FOR_GOOD = Number.MAX_SAFE_INTEGER;
/** More than anybody puts aside; the state file must not grow for years. */
const MOST = 64;
const HOUR = 3_600_000;
/** How long "later" lasts, in milliseconds; a low one stays away. */
const LATER: Readonly<Record<Severity, number>> = {
  critical: HOUR,
  high: 4 * HOUR,
  medium: 24 * HOUR,
  low: FOR_GOOD,
};

type Snoozed = AgentMemory['snoozed'];

/** Puts a notice aside, for its severity's time ("later") or for good ("dismiss"); those whose time is over are dropped. */
export function snooze(
  snoozed: Snoozed,
  what: {
    readonly notice: Pick<Notice, 'id' | 'severity'>;
    readonly kind: 'later' | 'dismiss';
    readonly now: Instant;
  },
): Snoozed {
  const { notice, kind, now } = what;
  const time = kind === 'dismiss' ? FOR_GOOD : LATER[notice.severity];
  const others = Object.entries(snoozed).filter(([id, until]) => id !== notice.id && until > now);
  const until = Math.min(now + time, FOR_GOOD);
  return Object.fromEntries([...others.slice(1 - MOST), [notice.id, until]]);
}

/**
 * Whether a notice is put aside now. A time further off than its severity allows was written by a clock that ran
 * ahead, or when the notice was milder; it counts for nothing.
 */
export function isSnoozed(
  snoozed: Snoozed,
  notice: Pick<Notice, 'id' | 'severity' | 'actions'>,
  now: Instant,
): boolean {
  const until = snoozed[notice.id] ?? 0;
  const dismissed = until === FOR_GOOD && notice.actions.some(({ kind }) => kind === 'dismiss');
  return dismissed || (until > now && until - now <= LATER[notice.severity]);
}

/** What is put aside now, for diagnostics. */
export function putAsideIn(snoozed: Snoozed, now: Instant): readonly PutAside[] {
  return Object.entries(snoozed)
    .filter(([, until]) => until > now)
    .map(([id, until]) => ({ id, until: shown(until) }));
}

/** The state file may hold any number; one that no clock shows is for good. */
function shown(until: number): string | undefined {
  const date = new Date(until);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
