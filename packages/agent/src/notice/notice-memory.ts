import type { Severity } from '@phasegate/rollout';
import * as v from 'valibot';
import type { NoticeLives } from './notice-life.ts';

const severity = v.picklist(['low', 'medium', 'high', 'critical'] satisfies Severity[]);

/** Lives as the state file holds them. */
export const storedLives: v.GenericSchema<NoticeLives> = v.record(
  v.string(),
  v.object({
    severity,
    shownAt: v.number(),
    toldAt: v.optional(v.number()),
    snoozes: v.number(),
    asideAt: v.optional(v.number()),
    until: v.optional(v.number()),
    broughtBack: v.optional(v.boolean()),
    acknowledged: v.optional(v.boolean()),
  }),
);

/** What state files held before: until when a notice was put aside, by its id. */
export const storedSnoozed: v.GenericSchema<Readonly<Record<string, number>>> = v.record(
  v.string(),
  v.number(),
);

/** The lives of a state file, also of one from before. */
export function livesFrom({
  notices,
  snoozed = {},
}: {
  readonly notices?: NoticeLives | undefined;
  readonly snoozed?: Readonly<Record<string, number>> | undefined;
}): NoticeLives {
  const old = Object.entries(snoozed).map(([id, until]) => {
    // Its severity was not kept: a dismissal counts up to medium, and a time is held against the rule by its length.
    const forGood = until === Number.MAX_SAFE_INTEGER;
    const life = forGood
      ? ({ severity: 'medium', shownAt: 0, snoozes: 0, acknowledged: true } as const)
      : ({ severity: 'critical', shownAt: 0, snoozes: 1, until } as const);
    return [id, life] as const;
  });
  return { ...Object.fromEntries(old), ...notices };
}
