import { EXIT, isNotThere, queuedCommand, sendQueued } from '@phasegate/feed-ops';
import type { Change, Opened, Queued, Sent } from '@phasegate/feed-ops';

import { end, endRefused } from '../talk/ending.ts';
import { askConsent } from '../talk/ask.ts';
import { queuedLine, SEND, stillQueued } from '../talk/show-queued.ts';
import { showChange } from '../talk/show-change.ts';
import { paint } from '../talk/voice.ts';
import { keysAtHand } from './keys-at-hand.ts';
import { sayRecovered } from './recovered.ts';
import { spreadTo } from './send-targets.ts';
import type { TargetEnd } from './send-targets.ts';
import { sayTargets, targetsExit, targetsNext } from '../talk/show-targets.ts';
import { managedJob, openFeeds, openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import type { Settings } from '../words/settings.ts';

/** `phasegate push`: sends the stop that is queued; `drop` gives it up. */
export async function runPush(
  settings: Settings,
  { keepTrying, drop }: { readonly keepTrying: boolean; readonly drop: boolean },
): Promise<number> {
  const run = openRun(settings);
  return drop ? runDrop(run) : ((await sendFirst(run, keepTrying)) ?? endUnsent(run));
}

/** Sends a queued stop; `undefined` where there is none. */
export async function sendFirst(run: Run, keepTrying = false): Promise<number | undefined> {
  // Only looked at: what a killed command left is for the command that follows, if there is nothing to send.
  const there = await openFeeds(run, { urgent: true });
  if (!there.ok || there.value.queued === undefined) {
    return there.ok ? undefined : endRefused(there.refusal, run.voice);
  }
  const opened = await openFeeds(run, { writes: true, urgent: true });
  if (!opened.ok || opened.value.queued === undefined) {
    return opened.ok ? undefined : endRefused(opened.refusal, run.voice);
  }
  sayRecovered(opened.value.recovered, run.voice);
  run.voice.prose(queuedLine(opened.value.queued));
  const tryMs = keepTrying ? Number.POSITIVE_INFINITY : run.settings.timeoutMs;
  const sent = await send(run, opened.value, opened.value.queued, tryMs);
  const targets = 'commit' in sent ? await spreadTo(run, opened.value, sent.commit) : [];
  const exit = endSent(run, opened.value.queued, { sent, targets });
  await opened.value.repository.finish();
  return exit;
}

async function send(run: Run, opened: Opened, queued: Queued, tryMs: number): Promise<Sent> {
  const { settings, voice, signal } = run;
  const at = await keysAtHand(settings, opened.config?.app ?? '');
  if (!at.ok) {
    return { kind: 'refused', refusal: at.refusal };
  }
  const equipped = { ...opened, at: at.value, made: undefined };
  const job = managedJob(run, queuedCommand(queued), equipped);
  // Whoever stopped has said yes to it.
  const confirm = async (change: Change): Promise<boolean> => {
    showChange(change, voice);
    return true;
  };
  const conversation = { confirm, progress: voice.progress };
  const work = { ...job, conversation, dryRun: false, now: Date.now, signal };
  return sendQueued(work, queued, tryMs);
}

interface Spread {
  readonly sent: Sent;
  readonly targets: readonly TargetEnd[];
}

function endSent(run: Run, queued: Queued, { sent, targets }: Spread): number {
  const { voice } = run;
  const next = targetsNext(targets) ?? 'phasegate rollout status';
  if (sent.kind === 'sent') {
    const said = sent.before
      ? `${queued.headline}: the remote has it already, from the try before`
      : `${queued.headline}: sent; the remote has it`;
    const exit = targetsExit(targets);
    const head = { ok: exit === EXIT.done, outcome: 'sent', exit };
    voice.document({
      ...head,
      headline: queued.headline,
      commit: sent.commit,
      before: sent.before,
      targets,
      next,
    });
    voice.prose(` ${paint('green', '✔')} ${sent.commit.slice(0, 12)}  ${said}`);
    sayTargets(targets, voice);
    voice.next(next);
    return exit;
  }
  if (sent.kind === 'refused' && isNotThere(sent.refusal)) {
    const why = {
      ...stillQueued(queued),
      message: `${sent.refusal.message.replace(/; nothing was changed$/, '')}; the stop is still queued`,
    };
    return endRefused(why, voice);
  }
  if (sent.kind === 'done') {
    const why = 'The stop is out; nobody waited for the host: phasegate verify --live looks';
    return end({ ...sent, publication: { kind: 'skipped', why }, targets }, voice);
  }
  return sent.kind === 'declined' ? EXIT.declined : end(sent, voice);
}

/** Nothing to send any more: where one was killed that had sent it, that is said. */
async function endUnsent(run: Run): Promise<number> {
  const opened = await openFeeds(run, { writes: true, urgent: true });
  if (opened.ok) {
    sayRecovered(opened.value.recovered, run.voice);
    await opened.value.repository.finish();
  }
  return endEmpty(run);
}

function endEmpty({ voice }: Run): number {
  const plan = {
    kind: 'nothing-to-do',
    headline: 'no stop is queued in this clone',
    next: 'phasegate rollout status',
  } as const;
  return end({ kind: 'nothing-to-do', plan, replanned: 0 }, voice);
}

/** Gives a queued stop up: as much consent as a rollback, for machines go on being offered what it was to take out. */
async function runDrop(run: Run): Promise<number> {
  const opened = await openFeeds(run, { writes: true, urgent: true });
  if (!opened.ok || opened.value.queued === undefined) {
    return opened.ok ? endEmpty(run) : endRefused(opened.refusal, run.voice);
  }
  const { repository, queued } = opened.value;
  const headline = `Give up, unsent: ${queued.headline}`;
  const asked = { headline, danger: 'ask', versions: [], confirm: '' } as const;
  const answer = await askConsent(asked, run.settings);
  if (!answer.given) {
    return endRefused({ ...stillQueued(queued), message: answer.message, next: SEND }, run.voice);
  }
  await repository.queue.clear();
  const next = 'phasegate rollout status';
  run.voice.document({ ok: true, outcome: 'dropped', exit: EXIT.done, headline, next });
  const given = `Given up, unsent: ${queued.headline}; machines are offered what they were before`;
  run.voice.prose(` ${paint('yellow', '!')} ${given}`);
  run.voice.next(next);
  return EXIT.done;
}
