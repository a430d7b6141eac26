import type { Base, FeedRepository, Prepared } from './git/feed-repository.ts';
import type { Change, Plan, Planned } from './plan/plan-types.ts';
import { refusal } from './refusal.ts';
import type { Refusal, Result } from './refusal.ts';

/** A command bound to its feeds: plans on whatever commit it is given. */
export type Planner = (base: Base) => Promise<Planned>;

/** What the operator is asked and told while a command runs. */
export interface Conversation {
  /** Whether the change may be made; asked once, before anything is written. */
  readonly confirm: (change: Change, ahead: number) => Promise<boolean>;
  /** One line about what is being done, for people. */
  readonly progress: (line: string) => void;
}

/** How a command is carried out. */
export interface CarryOut {
  readonly repository: FeedRepository;
  readonly planner: Planner;
  readonly conversation: Conversation;
  readonly dryRun: boolean;
  /** Tells the same command, given again after a kill, from another. */
  readonly words: string;
  /** A stop goes ahead whatever others have moved meanwhile, and does not give way before it has. */
  readonly insists?: boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What became of a command. */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly change: Change;
      readonly commit: string;
      readonly backup: string;
      readonly replanned: number;
      readonly pushed: boolean;
      /** Why the local branch or its files stay as they are, and how to let them follow. */
      readonly left: Left | undefined;
    }
  /** The commit is made and kept, but the remote could not be reached: machines are still offered what it takes out. */
  | {
      readonly kind: 'queued';
      readonly change: Change;
      readonly commit: string;
      readonly why: string;
    }
  | { readonly kind: 'dry-run'; readonly change: Change }
  | {
      readonly kind: 'nothing-to-do';
      readonly plan: Extract<Plan, { readonly kind: 'nothing-to-do' }>;
      readonly replanned: number;
    }
  | { readonly kind: 'declined'; readonly change: Change }
  | { readonly kind: 'interrupted'; readonly message: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What did not follow a change that is made. */
export interface Left {
  readonly why: string;
  readonly next: string;
}

const TRIES = 3;
const MANY_TRIES = 30;
const CUT_OFF =
  'Stopped while the push was under way; the remote does not have it, and nothing was changed here';

/** Plan, show, apply: a dry run is the same road, stopped earlier. Nothing is half done wherever it ends. */
export async function carryOut(work: CarryOut): Promise<Outcome> {
  const { conversation, dryRun } = work;
  const first = await planAnew(work);
  if (!first.ok) {
    return refusedOr(work, first.refusal);
  }
  const { plan, base } = first.value;
  if (plan.kind === 'nothing-to-do') {
    return { kind: 'nothing-to-do', plan, replanned: 0 };
  }
  if (dryRun) {
    return { kind: 'dry-run', change: plan };
  }
  if (!(await conversation.confirm(plan, base.ahead))) {
    return work.signal.aborted ? interrupted() : { kind: 'declined', change: plan };
  }
  return underHold(work, plan, () => backUpAndPublish(work, plan, base));
}

/** Whatever is written, in this clone one command at a time does it, and what it was about is written down. */
export async function underHold(
  { repository, words, now, ...work }: CarryOut,
  { headline, edits }: Change,
  write: () => Promise<Outcome>,
): Promise<Outcome> {
  const files = edits.map(({ path }) => path);
  const hold = await repository.hold({ headline, words, now: now(), files });
  if (!hold.ok) {
    return work.signal.aborted ? interrupted() : { kind: 'refused', refusal: hold.refusal };
  }
  try {
    const outcome = await write();
    // What is done stays written down until the operator has been told.
    await (outcome.kind === 'done' ? undefined : repository.finish());
    return outcome;
  } finally {
    await hold.value.release();
  }
}

async function backUpAndPublish(work: CarryOut, change: Change, base: Base): Promise<Outcome> {
  const feeds = change.edits.filter(({ role }) => role === 'feed');
  const backup = await work.repository.backUp(feeds, work.now());
  return backup.ok
    ? publish(work, { change, base, backup: backup.value })
    : { kind: 'refused', refusal: backup.refusal };
}

interface Round {
  readonly change: Change;
  readonly base: Base;
  readonly backup: string;
}

/** Commit and push; where somebody else was faster, the command is planned again on what they left. */
async function publish(work: CarryOut, first: Round): Promise<Outcome> {
  let round = first;
  const tries = work.insists === true ? MANY_TRIES : TRIES;
  for (let attempt = 0; attempt <= tries; attempt += 1) {
    const sent = await send(work, round);
    if (sent.kind === 'ended') {
      return sent.outcome;
    }
    if (sent.kind === 'sent') {
      return settle(work, round, { prepared: sent.prepared, replanned: attempt });
    }
    work.conversation.progress(
      'Somebody else pushed in the meantime; planning again on their state',
    );
    const again = await planAnew(work);
    if (!again.ok) {
      return refusedOr(work, again.refusal);
    }
    const { plan, base } = again.value;
    if (plan.kind === 'nothing-to-do') {
      return { kind: 'nothing-to-do', plan, replanned: attempt + 1 };
    }
    // The operator said yes to one thing: an "escalate" must not become the next step of somebody else's.
    if (plan.headline !== first.change.headline && work.insists !== true) {
      return { kind: 'refused', refusal: otherwise(first.change, plan) };
    }
    round = { ...round, change: plan, base };
  }
  const said = `Others pushed ${tries + 1} times while this command ran; it gave way each time and nothing was changed`;
  return {
    kind: 'refused',
    refusal: refusal('conflict', said, 'agree who goes first, and run the same command again'),
  };
}

function otherwise(asked: Change, now: Change): Refusal {
  return refusal(
    'conflict',
    `Somebody else changed the rollout in the meantime: "${asked.headline}" would now be "${now.headline}"; nothing was changed`,
    'phasegate rollout status, and run the command again if it is still right',
  );
}

type Sent =
  | { readonly kind: 'sent'; readonly prepared: Prepared }
  | { readonly kind: 'behind' }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

async function send(work: CarryOut, { change, base }: Round): Promise<Sent> {
  const { repository, conversation } = work;
  const prepared = await repository.prepare(base, change.edits, change.message);
  if (!prepared.ok) {
    return { kind: 'ended', outcome: refusedOr(work, prepared.refusal) };
  }
  if (work.signal.aborted) {
    return { kind: 'ended', outcome: interrupted() };
  }
  if (!repository.pushes) {
    return { kind: 'sent', prepared: prepared.value };
  }
  conversation.progress(`Pushing ${prepared.value.commit.slice(0, 12)} to ${repository.branch}`);
  const pushed = await repository.push(prepared.value);
  switch (pushed.kind) {
    case 'arrived':
      return { kind: 'sent', prepared: prepared.value };
    case 'behind':
      return { kind: 'behind' };
    case 'interrupted':
      return { kind: 'ended', outcome: { kind: 'interrupted', message: CUT_OFF } };
    case 'refused':
      return { kind: 'ended', outcome: { kind: 'refused', refusal: pushed.refusal } };
  }
}

async function settle(
  { repository }: CarryOut,
  { change, backup }: Round,
  { prepared, replanned }: { readonly prepared: Prepared; readonly replanned: number },
): Promise<Outcome> {
  const settled = await repository.settle(prepared);
  if (settled.kind === 'refused') {
    return { kind: 'refused', refusal: settled.refusal };
  }
  const left = settled.kind === 'left' ? { why: settled.why, next: settled.next } : undefined;
  const { commit } = prepared;
  return { kind: 'done', change, commit, backup, replanned, pushed: repository.pushes, left };
}

async function planAnew({
  repository,
  planner,
  dryRun,
}: CarryOut): Promise<Result<{ readonly plan: Plan; readonly base: Base }>> {
  const base = await repository.catchUp();
  if (!base.ok) {
    return base;
  }
  const planned = await planner(base.value);
  if (planned.ok && planned.plan.kind === 'change' && planned.plan.withheld && !dryRun) {
    return { ok: false, refusal: planned.plan.withheld };
  }
  return planned.ok ? { ok: true, value: { plan: planned.plan, base: base.value } } : planned;
}

/** Git that was ended by Ctrl-C answers with an error; what the operator did says more. */
function refusedOr({ signal }: CarryOut, refused: Refusal): Outcome {
  return signal.aborted ? interrupted() : { kind: 'refused', refusal: refused };
}

function interrupted(): Outcome {
  return { kind: 'interrupted', message: 'Stopped before anything was changed' };
}
