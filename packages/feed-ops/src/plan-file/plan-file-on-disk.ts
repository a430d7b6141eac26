import { readFile, stat } from 'node:fs/promises';

import { replaceDraft, writeDraft } from '../keys/draft-file.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { parsePlan, planText } from './plan-file.ts';
import type { PlanFile } from './plan-file.ts';

/** A plan is text for people; what is larger was not written by Phasegate. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Reads a plan's file. */
export async function readPlan(path: string, name: string, now: number): Promise<Result<PlanFile>> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    return refuse('no-such-file', `${name} is no file`, 'check the path of the plan');
  }
  if (found.size > MOST_BYTES) {
    return refuse('bad-plan', `${name} is larger than any plan (4 MiB)`, 'check the path');
  }
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined
    ? refuse('no-such-file', `${name} cannot be read`, 'check its rights')
    : parsePlan(text, name, now);
}

/** Writes a new plan; a file that is there is never written over. */
export function writePlan(path: string, plan: PlanFile): Promise<Result<undefined>> {
  return writeDraft(path, planText(plan));
}

/** Writes the plan with one more sign-off in the place of the one before, whole or not at all. */
export function replacePlan(path: string, plan: PlanFile): Promise<Result<undefined>> {
  return replaceDraft(path, planText(plan));
}
