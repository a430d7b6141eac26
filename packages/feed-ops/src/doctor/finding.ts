import type { Refusal } from '../refusal.ts';

/** What `phasegate doctor` looks at, in the order in which it says so. */
export const CHECKS = [
  'node',
  'git',
  'identity',
  'remote',
  'push',
  'clone',
  'disk',
  'clock',
  'config',
  'feeds',
  'repository',
  'published',
  'keys',
  'health',
] as const;

/** The name of a check. */
export type CheckName = (typeof CHECKS)[number];

/** What a check came to: one sentence and, where something is to be done, the command that does it. */
export interface Finding {
  readonly check: CheckName;
  readonly level: 'ok' | 'warning' | 'error' | 'skipped';
  readonly message: string;
  readonly fix: string | undefined;
}

/** A check's own words, before its name is put to them. */
export type Remark = Omit<Finding, 'check'>;

/** All is well. */
export function ok(message: string): Remark {
  return { level: 'ok', message, fix: undefined };
}

/** It works, and will not for long, or not for everything. */
export function warning(message: string, fix: string): Remark {
  return { level: 'warning', message, fix };
}

/** Something does not work. */
export function error(message: string, fix: string): Remark {
  return { level: 'error', message, fix };
}

/** It could not be looked at, because of another finding. */
export function skipped(message: string): Remark {
  return { level: 'skipped', message, fix: undefined };
}

/** A refusal says what is wrong and what to do already. */
export function refused({ message, next }: Refusal): Remark {
  return error(message, next);
}
