import { parsePlatform } from '@phasegate/rollout';

import { readHistoryFile } from '../history/history-lines.ts';
import { recordsOf } from '../history/history-records.ts';
import type { HistoryRecord } from '../history/history-records.ts';
import { oneLine } from '../one-line.ts';
import type { Change } from '../plan/plan-types.ts';
import { refusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { measured, planDigest } from './plan-file.ts';
import type { PlanFile, PlannedFile } from './plan-file.ts';

/** The files of a plan as they are now. */
export type FilesNow = ReadonlyMap<string, Uint8Array>;

/** What became of the state that a plan was made on. */
export type SincePlan =
  | { readonly kind: 'same' }
  /** The plan itself is what moved it. */
  | { readonly kind: 'applied'; readonly entry: HistoryRecord }
  | { readonly kind: 'moved'; readonly refusal: Refusal };

/** Whether feeds and ledgers are still what the plan was made on, and if not, by whose command. */
export function sincePlan(plan: PlanFile, now: FilesNow): SincePlan {
  const moved = plan.files.filter(({ path, sha256 }) => measured(now.get(path)).sha256 !== sha256);
  const [first, ...more] = moved;
  if (first === undefined) {
    return { kind: 'same' };
  }
  const entries = recordsOf(moved.map((file) => newLines(file, now)));
  const own = entries.find(({ evidence }) => evidence?.includes(`plan ${shortOf(plan)} by `));
  if (own !== undefined) {
    return { kind: 'applied', entry: own };
  }
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const by =
    entries.length === 0
      ? 'by a commit that left no line in the history'
      : `by ${entries.slice(-3).map(named).join('; ')}`;
  return {
    kind: 'moved',
    refusal: refusal(
      'plan-moved',
      `${first.path}${others} changed since this plan was made at ${plan.at}, ${by}; nothing was changed`,
      planAgain(plan),
    ),
  };
}

/** Whether a change is what the plan says: the same headline, and no file that the plan did not look at. */
export function otherThan(plan: PlanFile, change: Change): Refusal | undefined {
  const paths = plan.files.map(({ path }) => path);
  const beyond = change.edits.find(({ path }) => !paths.includes(path));
  if (change.headline === plan.headline && beyond === undefined) {
    return undefined;
  }
  const what =
    beyond === undefined
      ? `"${oneLine(plan.headline)}" would now be "${change.headline}"`
      : `it would now change ${beyond.path} as well`;
  return refusal('plan-moved', `The plan does not hold any more: ${what}`, planAgain(plan));
}

/** How a plan is named in the history. */
export function shortOf(plan: PlanFile): string {
  return planDigest(plan).slice(0, 12);
}

/** The command that makes a new plan of the same words. */
export function planAgain({ words }: PlanFile): string {
  const quoted = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word)
      ? word
      : `'${oneLine(word, 120).replaceAll("'", String.raw`'\''`)}'`,
  );
  return `look at it (phasegate history), then plan again: phasegate plan ${quoted.join(' ')} --out FILE`;
}

/** The lines that a history has beyond the ones that the plan saw. */
function newLines(
  { path, sha256, length }: PlannedFile,
  now: FilesNow,
): ReturnType<typeof readHistoryFile>['lines'] {
  const bytes = now.get(path);
  if (bytes === undefined || !path.endsWith('/history.jsonl')) {
    return [];
  }
  const begins = sha256 === null || measured(bytes.subarray(0, length)).sha256 === sha256;
  const rest = begins ? bytes.subarray(length) : new Uint8Array();
  const platform = parsePlatform(path.split('/').at(-2) ?? '') ?? 'linux';
  return readHistoryFile(platform, path, Buffer.from(rest).toString('utf8')).lines;
}

function named({ command, version, actor, at, sequence, reason }: HistoryRecord): string {
  const what = version === null ? command : `${command} ${version}`;
  const why = reason === null ? '' : ` ("${oneLine(reason, 80)}")`;
  return `${oneLine(what, 120)} of ${oneLine(actor, 120)} at ${at}, sequence ${sequence}${why}`;
}
