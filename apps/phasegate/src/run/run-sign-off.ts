import {
  deedOf,
  EXIT,
  heldPlanner,
  mailOf,
  planDigest,
  readPlan,
  refuse,
  replacePlan,
  signedPlan,
  signOffMissing,
} from '@phasegate/feed-ops';
import type { Change, PlanFile, Refusal } from '@phasegate/feed-ops';

import { runWords } from '../program/words.ts';
import { askConsent } from '../talk/ask.ts';
import { endDeclined, endRefused } from '../talk/ending.ts';
import { showChange } from '../talk/show-change.ts';
import { openVoice, paint } from '../talk/voice.ts';
import { fromHere } from '../words/settings.ts';
import { anotherMeaning, signedOffBy } from './run-apply.ts';
import type { Prepared, Run } from './run-command.ts';
import { endLook, look } from './run-plan.ts';
import type { PlanRun } from './run-plan.ts';

/** `phasegate sign-off`: shows the plan anew, on the newest state, asks, and adds who said yes. */
export async function runSignOff(
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
    run: (run: Run, prepared: Prepared) => signOff(file, plan.value, run, prepared),
  };
  const ran = await runWords(build, plan.value.words, { shared, errand });
  return ran.ok ? ran.value : endRefused(ran.refusal, voice);
}

async function signOff(
  file: string,
  plan: PlanFile,
  run: Run,
  prepared: Prepared,
): Promise<number> {
  const { voice, settings } = run;
  const identity = prepared.opened.tree.identity ?? '';
  const wrong = anotherMeaning(plan, prepared.command) ?? samePerson(plan, identity);
  if (wrong !== undefined) {
    return endRefused(wrong, voice);
  }
  const { job } = prepared;
  const held = { ...job, planner: heldPlanner(plan, job.repository, job.planner) };
  const outcome = await look(run, held);
  if (outcome.kind !== 'dry-run') {
    return endLook(outcome, run);
  }
  const { change } = outcome;
  showChange(change, voice);
  voice.say(`   Planned by ${plan.by} at ${plan.at}`);
  const before = plan.signOffs.some(({ by }) => mailOf(by) === mailOf(identity));
  const asked = { ...change, danger: 'ask', headline: `Sign off: ${change.headline}` } as const;
  const answer = before ? ({ given: true } as const) : await askConsent(asked, settings);
  if (!answer.given) {
    return endDeclined(`${answer.message}; nothing was signed off`, answer.interrupted, voice);
  }
  const signed = before ? plan : signedPlan(plan, identity, Date.now());
  const written = before || settings.dryRun ? undefined : await replacePlan(fromHere(file), signed);
  return written?.ok === false
    ? endRefused(written.refusal, voice)
    : saySigned({ file, plan: signed, change, before }, run, prepared);
}

interface Signed {
  readonly file: string;
  readonly plan: PlanFile;
  readonly change: Change;
  /** Whether it had been signed off by the same person before. */
  readonly before: boolean;
}

function saySigned({ file, plan, change, before }: Signed, run: Run, prepared: Prepared): number {
  const { voice, settings } = run;
  const missing = stillMissing(plan, change, prepared);
  const next =
    missing === undefined
      ? `phasegate apply ${file}`
      : `another person: phasegate sign-off ${file}; then phasegate apply ${file}`;
  const { headline, signOffs } = plan;
  const outcome = before ? 'nothing-to-do' : settings.dryRun ? 'dry-run' : 'signed-off';
  voice.document({
    ok: true,
    outcome,
    exit: EXIT.done,
    file,
    plan: planDigest(plan),
    headline,
    signOffs,
    missing: missing?.message ?? null,
    next,
  });
  const tick = paint('green', '✔');
  voice.say(
    before
      ? ` ${tick} Nothing to do: you signed it off before`
      : settings.dryRun
        ? ' Dry run: nothing was signed off.'
        : ` ${tick} Signed off by ${signOffs.map(({ by }) => by).join(', ')}`,
  );
  if (missing !== undefined) {
    voice.prose(`   ${missing.message}`);
  }
  voice.next(next);
  return EXIT.done;
}

function stillMissing(
  plan: PlanFile,
  change: Change,
  { command, opened }: Prepared,
): Refusal | undefined {
  const { roles } = change;
  const deed = deedOf(command, change.toEverybody);
  const facts = { identity: opened.tree.identity, signedOff: signedOffBy(plan) };
  return roles && signOffMissing(change.headline, deed, roles, facts);
}

function samePerson(plan: PlanFile, identity: string): Refusal | undefined {
  return mailOf(identity) === mailOf(plan.by)
    ? refuse(
        'same-person',
        `You are ${plan.by}, who made this plan; it takes somebody else to sign it off`,
        'send the file to a person who may do the same; git config user.email is who you are',
      ).refusal
    : undefined;
}
