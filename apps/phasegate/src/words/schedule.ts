import {
  accept,
  oneLine,
  readInstant,
  readPhase,
  readPlatforms,
  readVersion,
  refuse,
} from '@phasegate/feed-ops';
import type { Command, Result, Schedule } from '@phasegate/feed-ops';

/** Options of `rollout schedule`, as typed. */
export interface ScheduleTyped {
  readonly to?: string;
  readonly at?: string;
  readonly every?: string;
  readonly clear?: boolean;
  readonly platform: readonly string[];
}

/** `phasegate rollout schedule`. */
export function scheduleCommand(text: string, typed: ScheduleTyped): Result<Command> {
  const version = readVersion(text);
  const platforms = readPlatforms(typed.platform);
  const plan = readPlan(typed);
  if (!version.ok) {
    return version;
  }
  if (!platforms.ok) {
    return platforms;
  }
  return plan.ok
    ? accept({
        kind: 'schedule',
        version: version.value,
        plan: plan.value,
        platforms: platforms.value,
      })
    : plan;
}

/** `phasegate rollout advance`. */
export function advanceCommand(typed: { readonly platform: readonly string[] }): Result<Command> {
  const platforms = readPlatforms(typed.platform);
  return platforms.ok ? accept({ kind: 'advance', platforms: platforms.value }) : platforms;
}

/** One of three ways, and only one. */
function readPlan(typed: ScheduleTyped): Result<Schedule['plan']> {
  const { to, at, every, clear = false } = typed;
  const single = to !== undefined && at !== undefined;
  const ways = [to !== undefined || at !== undefined, every !== undefined, clear];
  if (ways.filter(Boolean).length !== 1 || (ways[0] === true && !single)) {
    return refuse(
      'bad-argument',
      'A schedule is one of three things',
      'write --to 50 --at 2026-11-27T09:00:00Z, or --every 24h, or --clear',
    );
  }
  if (clear) {
    return accept({ kind: 'clear' });
  }
  return every === undefined ? readStep(to ?? '', at ?? '') : readEvery(every);
}

function readStep(to: string, at: string): Result<Schedule['plan']> {
  const phase = readPhase(to);
  const time = readInstant(at);
  if (!phase.ok) {
    return phase;
  }
  if (!time.ok) {
    return time;
  }
  return phase.value === undefined
    ? refuse('bad-argument', 'There is no phase', 'write --to 50')
    : accept({ kind: 'at', phase: phase.value, at: time.value });
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 24 * 3_600_000 };

function readEvery(text: string): Result<Schedule['plan']> {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? [];
  const every = Number(count) * (UNITS[unit] ?? 0);
  return every > 0
    ? accept({ kind: 'every', every })
    : refuse(
        'bad-argument',
        `"${oneLine(text, 32)}" is no pace`,
        'write whole hours or days, as in 24h or 2d',
      );
}
