import { stageOf } from './notice-life.ts';
import type { NoticeLife, NoticeLives, SeenClock } from './notice-life.ts';
import type { PutAside } from '../snapshot.ts';

/** What is put aside, or away, now, for diagnostics. */
export function putAsideIn(lives: NoticeLives, clock: SeenClock): readonly PutAside[] {
  return Object.entries(lives)
    .filter(([, life]) => ['snoozed', 'acknowledged'].includes(stageOf(life, life.severity, clock)))
    .map(([id, life]) => ({ id, until: endOf(life) }));
}

/** The state file may hold any number; one that no clock shows is for good. */
function endOf({ acknowledged, until = Number.NaN }: NoticeLife): string | undefined {
  const date = new Date(until);
  const forGood = acknowledged === true || Number.isNaN(date.getTime());
  return forGood ? undefined : date.toISOString();
}
