import { commandDigest, heldPlanner, planDigest, readPlan, refuse } from '@phasegate/feed-ops';
import type { Command, PlanFile, Refusal, SignedOff } from '@phasegate/feed-ops';

import { runWords } from '../program/words.ts';
import { endRefused } from '../talk/ending.ts';
import { openVoice } from '../talk/voice.ts';
import { fromHere } from '../words/settings.ts';
import { runJob } from './run-command.ts';
import type { Prepared, Run } from './run-command.ts';
import type { PlanRun } from './run-plan.ts';

/** `phasegate apply`: plans once more on the newest state, and carries out only what the file says. */
export async function runApply(
  { settings, shared, build }: PlanRun,
  file: string,
): Promise<number> {
  const voice = openVoice(settings.json);
  const plan = await readPlan(fromHere(file), file, Date.now());
  if (!plan.ok) {
    return endRefused(plan.refusal, voice);
  }
  const errand = {
    signedOff: signedOffBy(plan.value),
    run: (run: Run, { command, job }: Prepared): Promise<number> => {
      const wrong = anotherMeaning(plan.value, command);
      const planner = heldPlanner(plan.value, job.repository, job.planner);
      return wrong === undefined
        ? runJob(run, { ...job, planner })
        : Promise.resolve(endRefused(wrong, run.voice));
    },
  };
  const ran = await runWords(build, plan.value.words, { shared, errand });
  return ran.ok ? ran.value : endRefused(ran.refusal, voice);
}

/** A plan's sign-offs, as planning weighs them. */
export function signedOffBy(plan: PlanFile): SignedOff {
  return { plan: planDigest(plan), plannedBy: plan.by, signOffs: plan.signOffs };
}

/** Words that mean something else than they did: a file that they name has changed, or they were changed themselves. */
export function anotherMeaning(plan: PlanFile, command: Command): Refusal | undefined {
  return commandDigest(command) === plan.command
    ? undefined
    : refuse(
        'plan-changed',
        'The words of the plan mean something else than when it was made: they, or a file that they name, were changed',
        'make a new plan: phasegate plan, then the command, then --out FILE',
      ).refusal;
}
