import type { Instant, Severity } from '@phasegate/rollout';

/** What a user has done with one notice. Its states: eligible, shown, snoozed, acknowledged; resolved is having none. */
export interface NoticeLife {
  /** How bad it was when its user last did something: what has become worse is news again. */
  readonly severity: Severity;
  readonly shownAt: Instant;
  /** When the operating system showed it. */
  readonly toldAt?: Instant | undefined;
  /** How often it was put aside. */
  readonly snoozes: number;
  /** When it was put aside last, and until when. */
  readonly asideAt?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** Its user has brought it back before its time. */
  readonly broughtBack?: boolean | undefined;
  /** Its user does not want to see it again while it stays as it is. */
  readonly acknowledged?: boolean | undefined;
}

/** By notice id, the one that was touched last at the end. */
export type NoticeLives = Readonly<Record<string, NoticeLife>>;

/** Where a notice is between its user and the agent. */
export type NoticeStage = 'eligible' | 'shown' | 'snoozed' | 'acknowledged';

/** The wall clock now, and the last time at which it was seen before. */
export interface SeenClock {
  readonly now: Instant;
  readonly seenAt?: Instant | undefined;
}

/** What limits "later" for one notice. */
export interface SnoozeRule {
  readonly severity: Severity;
  /** No notice of high or critical severity is put aside past it. */
  readonly deadline?: Instant | undefined;
  /** `never`: its user has to choose; `always`: there is nothing to choose, so it must not be in the way. */
  readonly patience?: 'never' | 'always' | undefined;
}

const HOUR = 3_600_000;
/** Clocks are set right by so much without anybody noticing. */
const SLACK = 60_000;
/** More than any machine has open at a time; the state file must not grow for years. */
const MOST = 128;
const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
/** How long "later" lasts the first time, the second, and so on; a low one goes for good. */
const LATER: Readonly<Record<Severity, readonly number[]>> = {
  critical: [HOUR],
  high: [4 * HOUR, 4 * HOUR, 4 * HOUR],
  medium: [24 * HOUR, 24 * HOUR, 7 * 24 * HOUR],
  low: [],
};

/** The state of a notice that holds. */
export function stageOf(
  life: NoticeLife | undefined,
  severity: Severity,
  clock: SeenClock,
): NoticeStage {
  if (life === undefined) {
    return 'eligible';
  }
  if (isWorse(severity, life.severity)) {
    return 'shown';
  }
  if (life.acknowledged === true) {
    return 'acknowledged';
  }
  return life.broughtBack !== true && isRunning(life, severity, clock) ? 'snoozed' : 'shown';
}

/**
 * Until when "later" would put the notice aside; `for-good`, or `undefined` where it can not be put aside any more.
 * One that was brought back goes away for the rest of its time.
 */
export function laterUntil(
  life: NoticeLife | undefined,
  { severity, deadline, patience }: SnoozeRule,
  clock: SeenClock,
): Instant | 'for-good' | undefined {
  if (severity === 'low' || patience === 'never') {
    return severity === 'low' ? 'for-good' : undefined;
  }
  const before = life === undefined || isWorse(severity, life.severity) ? undefined : life;
  const rest = before?.broughtBack === true && isRunning(before, severity, clock);
  const length = rest ? 0 : lengthOf(severity, before?.snoozes ?? 0, patience);
  if (length === undefined) {
    return undefined;
  }
  const until = rest ? before.until : clock.now + length;
  if (severity === 'medium' || deadline === undefined || patience === 'always') {
    return until;
  }
  return deadline <= clock.now ? undefined : Math.min(until ?? deadline, deadline);
}

/** "Later": puts the notice aside by its rule; where the rule allows no more, nothing changes. */
export function putAside(
  life: NoticeLife | undefined,
  rule: SnoozeRule,
  clock: SeenClock,
): NoticeLife {
  const { severity } = rule;
  const until = laterUntil(life, rule, clock);
  const before = shown(life, severity, clock);
  if (until === undefined || until === 'for-good') {
    return until === undefined ? before : { ...before, acknowledged: true };
  }
  const again = before.broughtBack === true && until === before.until;
  const snoozes = again ? before.snoozes : before.snoozes + 1;
  return { ...before, snoozes, asideAt: clock.now, until, broughtBack: undefined };
}

/** "OK" and "Keep using": not again while the notice stays as it is. */
export function acknowledge(
  life: NoticeLife | undefined,
  severity: Severity,
  clock: SeenClock,
): NoticeLife {
  return { ...shown(life, severity, clock), acknowledged: true };
}

/** A window has shown it. What became worse since starts anew, but is not told a second time by the system. */
export function shown(
  life: NoticeLife | undefined,
  severity: Severity,
  { now }: SeenClock,
): NoticeLife {
  if (life === undefined || isWorse(severity, life.severity)) {
    return { severity, shownAt: life?.shownAt ?? now, toldAt: life?.toldAt, snoozes: 0 };
  }
  return life;
}

/** The operating system has shown it. */
export function told(
  life: NoticeLife | undefined,
  severity: Severity,
  clock: SeenClock,
): NoticeLife {
  return { ...shown(life, severity, clock), toldAt: clock.now };
}

/** Its user wants to see it after all. */
export function broughtBack(life: NoticeLife): NoticeLife {
  return { ...life, acknowledged: undefined, broughtBack: true };
}

/** The lives with one of them changed; the oldest are forgotten. */
export function withLife(lives: NoticeLives, id: string, life: NoticeLife): NoticeLives {
  const others = Object.entries(lives).filter(([other]) => other !== id);
  return Object.fromEntries([...others.slice(1 - MOST), [id, life]]);
}

/** A clock that ran backwards ends what was put aside by it: better once too often than a notice nobody sees. */
export function afterClock(lives: NoticeLives, clock: SeenClock): NoticeLives {
  if (!ranBack(clock)) {
    return lives;
  }
  return Object.fromEntries(
    Object.entries(lives).map(([id, life]) => [
      id,
      { ...life, asideAt: undefined, until: undefined },
    ]),
  );
}

/**
 * Whether its time is still running. A time further off than the rule allows was written by a clock that ran ahead;
 * it counts for nothing, and neither does one that a clock has run back behind.
 */
function isRunning(life: NoticeLife, severity: Severity, clock: SeenClock): boolean {
  const { asideAt, until, snoozes } = life;
  const { now } = clock;
  const longest = lengthOf(severity, Math.max(0, snoozes - 1), 'always') ?? 0;
  return (
    until !== undefined &&
    now < until &&
    until - now <= longest + SLACK &&
    now >= (asideAt ?? now) - SLACK &&
    !ranBack(clock)
  );
}

function ranBack({ now, seenAt }: SeenClock): boolean {
  return seenAt !== undefined && now < seenAt - SLACK;
}

function lengthOf(
  severity: Severity,
  used: number,
  patience: SnoozeRule['patience'],
): number | undefined {
  const lengths = LATER[severity];
  const last = severity === 'medium' || patience === 'always' ? lengths.at(-1) : undefined;
  return lengths[used] ?? last;
}

function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);
}
