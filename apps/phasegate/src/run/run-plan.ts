import {
  carryOut,
  EXIT,
  planDigest,
  planFileOf,
  unifiedDiff,
  writePlan,
} from '@phasegate/feed-ops';
import type { Change, Outcome, PlanFile } from '@phasegate/feed-ops';

import { runWords } from '../program/words.ts';
import type { Build, Shared } from '../program/words.ts';
import { end, endRefused } from '../talk/ending.ts';
import { showChange } from '../talk/show-change.ts';
import { openVoice, paint } from '../talk/voice.ts';
import { fromHere } from '../words/settings.ts';
import type { Settings } from '../words/settings.ts';
import type { Prepared, Run } from './run-command.ts';

/** What `plan`, `sign-off` and `apply` run with. */
export interface PlanRun {
  readonly settings: Settings;
  readonly shared: Shared;
  readonly build: Build;
}

/** `phasegate plan`: a dry run, and with `--out` a file for others to sign off. */
export async function runPlan(
  { settings, shared, build }: PlanRun,
  words: readonly string[],
  out: string | undefined,
): Promise<number> {
  const errand = {
    run: (run: Run, prepared: Prepared): Promise<number> =>
      out === undefined ? planOnly(run, prepared) : planTo(out, words, run, prepared),
  };
  const ran = await runWords(build, words, { shared, errand });
  return ran.ok ? ran.value : endRefused(ran.refusal, openVoice(settings.json));
}

async function planOnly(run: Run, { job }: Prepared): Promise<number> {
  const outcome = await look(run, job);
  if (outcome.kind !== 'dry-run') {
    return endLook(outcome, run);
  }
  const next = 'the same words without plan, or with --out FILE for others to sign off';
  return end({ ...outcome, next }, run.voice);
}

async function planTo(
  out: string,
  words: readonly string[],
  run: Run,
  { command, job, opened }: Prepared,
): Promise<number> {
  const { voice } = run;
  const outcome = await look(run, job);
  if (outcome.kind !== 'dry-run') {
    return endLook(outcome, run);
  }
  const { change } = outcome;
  const by = opened.tree.identity ?? 'unknown';
  const app = opened.config?.app ?? '';
  const plan = planFileOf(change, { app, words, command, by, now: Date.now() });
  const written = run.settings.dryRun
    ? ({ ok: true } as const)
    : await writePlan(fromHere(out), plan);
  if (!written.ok) {
    return endRefused(written.refusal, voice);
  }
  showChange(change, voice);
  sayPlanned(out, plan, change, run);
  return EXIT.done;
}

function sayPlanned(out: string, plan: PlanFile, change: Change, { settings, voice }: Run): void {
  const next =
    change.withheld === undefined
      ? `phasegate apply ${out}, within 24 h`
      : `another person, within 24 h: phasegate sign-off ${out}; then phasegate apply ${out}`;
  voice.document({
    ok: true,
    outcome: settings.dryRun ? 'dry-run' : 'planned',
    exit: EXIT.done,
    file: out,
    plan: planDigest(plan),
    headline: plan.headline,
    summary: plan.summary,
    affected: change.affected,
    warnings: change.warnings,
    diff: unifiedDiff(change.edits),
    next: settings.dryRun ? 'run the same command without --dry-run' : next,
  });
  voice.say(
    settings.dryRun
      ? ' Dry run: nothing was written.'
      : ` ${paint('green', '✔')} ${out} holds the plan; no feed is changed`,
  );
  voice.next(settings.dryRun ? 'run the same command without --dry-run' : next);
}

/** Plans and stops there: nobody is asked, nothing is written. */
export function look({ signal, voice }: Run, job: Prepared['job']): Promise<Outcome> {
  return carryOut({
    ...job,
    conversation: { confirm: async () => false, progress: voice.progress },
    dryRun: true,
    now: Date.now,
    signal,
  });
}

/** Says why looking came to no change. */
export function endLook(outcome: Exclude<Outcome, { kind: 'dry-run' }>, { voice }: Run): number {
  // A look neither carries out nor asks, so it ends in one of the other ways.
  return outcome.kind === 'done' || outcome.kind === 'declined' ? EXIT.failed : end(outcome, voice);
}
