import { createHash } from 'node:crypto';

import { parseInstant } from '@phasegate/rollout';
import * as v from 'valibot';

import type { Command } from '../command.ts';
import { unifiedDiff } from '../diff-text.ts';
import { oneLine } from '../one-line.ts';
import type { Change } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readJson } from '../state/config.ts';
import { rfc3339 } from '../times.ts';

/** A file that a plan was made on. */
export interface PlannedFile {
  readonly path: string;
  /** Of the bytes that the plan was made on; `null` where there was no file. */
  readonly sha256: string | null;
  /** How many bytes there were: what a history has beyond them came after the plan. */
  readonly length: number;
}

/** A plan in a file: somebody makes it, others sign it off, it is applied on exactly the state that it was made on. */
export interface PlanFile {
  readonly app: string;
  /** The command as it was typed, without the options that all commands share. */
  readonly words: readonly string[];
  /** sha256 of what the words meant, files that they name included. */
  readonly command: string;
  readonly headline: string;
  readonly summary: readonly string[];
  /** `Name <mail>`, as the planner's git says. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** The feed sequence that it would write. */
  readonly sequence: number | null;
  readonly files: readonly PlannedFile[];
  /** For reading; nothing is taken from it. */
  readonly diff: string;
  readonly signOffs: readonly PlanSignOff[];
}

/** A sign-off, and the digest of the plan that was looked at. */
export interface PlanSignOff {
  readonly by: string;
  readonly at: string;
  readonly plan: string;
}

/** A plan is for today: what was right a day ago is planned again. */
export const PLAN_LIFETIME_MS: number = 24 * 60 * 60 * 1000;

const SCHEMA = 'phasegate/plan@1';
const MOST_OF_DIFF = 512 * 1024;
const CLOCKS_APART_MS = 5 * 60 * 1000;

const Time = v.pipe(
  v.string(),
  v.check((text) => parseInstant(text) !== undefined, 'is no RFC 3339 time'),
);
const Digest = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/, 'is no sha256'));
const Word = v.pipe(
  v.string(),
  v.maxLength(20_000),
  v.check((text) => !text.includes('\0'), 'holds a zero byte'),
);
const Line = v.pipe(v.string(), v.maxLength(20_000));
const Path = v.pipe(
  v.string(),
  v.maxLength(500),
  v.regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[\w@%.+-]+(?:\/[\w@%.+-]+)*$/, 'is no path of a feed'),
);

const Shape = v.strictObject({
  schema: v.literal(SCHEMA),
  app: v.pipe(v.string(), v.maxLength(128)),
  words: v.pipe(v.array(Word), v.minLength(1), v.maxLength(200)),
  command: Digest,
  headline: Line,
  summary: v.pipe(v.array(Line), v.maxLength(1000)),
  by: Line,
  at: Time,
  sequence: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
  files: v.pipe(
    v.array(
      v.strictObject({
        path: Path,
        sha256: v.nullable(Digest),
        length: v.pipe(v.number(), v.integer(), v.minValue(0)),
      }),
    ),
    v.minLength(1),
    v.maxLength(1000),
  ),
  diff: v.string(),
  signOffs: v.pipe(v.array(v.strictObject({ by: Line, at: Time, plan: Digest })), v.maxLength(100)),
});

/** What a plan is made of beside the change. */
export interface PlanFileFacts {
  readonly app: string;
  readonly words: readonly string[];
  readonly command: Command;
  readonly by: string;
  readonly now: number;
}

/** A change as a plan that nobody has signed off yet. */
export function planFileOf(change: Change, facts: PlanFileFacts): PlanFile {
  const diff = unifiedDiff(change.edits);
  return {
    app: facts.app,
    words: facts.words,
    command: commandDigest(facts.command),
    headline: change.headline,
    summary: change.summary,
    by: facts.by,
    at: rfc3339(facts.now),
    sequence: change.sequence ?? null,
    files: change.edits.map(({ path, before }) => ({ path, ...measured(before) })),
    diff: diff.length > MOST_OF_DIFF ? `${diff.slice(0, MOST_OF_DIFF)}\n(cut)\n` : diff,
    signOffs: [],
  };
}

/** The text of a plan's file. */
export function planText(plan: PlanFile): string {
  const { signOffs, ...rest } = plan;
  return `${JSON.stringify({ schema: SCHEMA, ...rest, signOffs }, null, 2)}\n`;
}

/** Reads a plan; what is odd about it makes it none. */
export function parsePlan(text: string, name: string, now: number): Result<PlanFile> {
  const next = 'make a new plan: phasegate plan, then the command, then --out FILE';
  const json = readJson(text);
  if (json === undefined) {
    return refuse('bad-plan', `${name} is not JSON`, next);
  }
  const read = v.safeParse(Shape, json);
  if (!read.success) {
    const [issue] = read.issues;
    const at = v.getDotPath(issue) ?? 'the file';
    return refuse('bad-plan', `${name} is no plan: ${at}: ${oneLine(issue.message)}`, next);
  }
  const { schema: _, ...plan } = read.output;
  const digest = planDigest(plan);
  const other = plan.signOffs.find((one) => one.plan !== digest);
  if (other !== undefined) {
    return refuse(
      'plan-changed',
      `${name} was changed after ${oneLine(other.by, 120)} signed it off`,
      next,
    );
  }
  const age = now - (parseInstant(plan.at) ?? 0);
  if (age < -CLOCKS_APART_MS) {
    return refuse('bad-plan', `${name} was made at ${plan.at}, which is still to come`, next);
  }
  return age > PLAN_LIFETIME_MS
    ? refuse('plan-too-old', `${name} was made at ${plan.at}, and a plan holds for 24 h`, next)
    : accept(plan);
}

/** What a sign-off is given to: everything in the file but the sign-offs. */
export function planDigest(plan: PlanFile): string {
  const { app, words, command, headline, summary, by, at, sequence, files, diff } = plan;
  const bytes = files.map((file) => [file.path, file.sha256, file.length]);
  return sha256(
    JSON.stringify([app, words, command, headline, summary, by, at, sequence, bytes, diff]),
  );
}

/** sha256 of a command's meaning: the same words may mean something else once a file that they name has changed. */
export function commandDigest(command: Command): string {
  return sha256(JSON.stringify(command));
}

/** The plan with one sign-off more. */
export function signedPlan(plan: PlanFile, by: string, now: number): PlanFile {
  const one = { by, at: rfc3339(now), plan: planDigest(plan) };
  return { ...plan, signOffs: [...plan.signOffs, one] };
}

/** Hash and length of a file as it is. */
export function measured(
  content: string | Uint8Array | undefined,
): Pick<PlannedFile, 'sha256' | 'length'> {
  return content === undefined
    ? { sha256: null, length: 0 }
    : { sha256: sha256(content), length: Buffer.byteLength(content) };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
