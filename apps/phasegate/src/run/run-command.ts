import {
  awaitPublished,
  carryOut,
  carryOutStop,
  expectedFeeds,
  httpSite,
  loadKeys,
  openManaged,
  plannerFor,
} from '@phasegate/feed-ops';
import type {
  Change,
  Command,
  Config,
  FeedRepository,
  Opened,
  Outcome,
  PlanFacts,
  Planner,
  Result,
  SentAll,
  SignedOff,
  Stopping,
} from '@phasegate/feed-ops';

import { askConsent } from '../talk/ask.ts';
import { end, endRefused } from '../talk/ending.ts';
import type { Ending, Publication } from '../talk/ending.ts';
import { keysAtHand } from './keys-at-hand.ts';
import type { KeysAtHand } from './keys-at-hand.ts';
import { newKeysFor } from './new-keys.ts';
import type { NewKeys } from './new-keys.ts';
import { endDoneBefore, isUrgent, sayRecovered, wasDone, wordsOf } from './recovered.ts';
import { stillQueued } from '../talk/show-queued.ts';
import { interruption } from './interruption.ts';
import { awaitTargets, sendTargets, unsent } from './send-targets.ts';
import type { Settings } from '../words/settings.ts';
import { shortPath } from '../talk/prose.ts';
import { showChange } from '../talk/show-change.ts';
import { openVoice } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';

/** Everything that one run shares. */
export interface Run {
  readonly settings: Settings;
  readonly voice: Voice;
  readonly signal: AbortSignal;
}

/** A repository and what is to be planned on it. */
export interface Job {
  readonly repository: FeedRepository;
  readonly planner: Planner;
  /** Tells the same command, given again, from another. */
  readonly words: string;
  /** Where the feeds are published, if that is known. */
  readonly feedBase: () => Promise<string | undefined>;
  /** Sends what was pushed to the targets beside the branch; absent where there can be none. */
  readonly send?: (commit: string) => Promise<Result<SentAll> | undefined>;
  /** A stop that is queued where the remote cannot be reached. */
  readonly stopping?: Stopping | undefined;
  /** What has to be on the disk before anything is written to git, after consent. */
  readonly prepare?: () => Promise<void>;
}

/** A command that is ready to be planned. */
export interface Prepared {
  readonly command: Command;
  readonly job: Job;
  readonly opened: Opened;
}

/** What is done with a command in place of carrying it out at once. */
export interface Errand {
  readonly signedOff?: SignedOff | undefined;
  readonly run: (run: Run, prepared: Prepared) => Promise<number>;
}

/** Opens a run: the voice, and Ctrl-C. */
export function openRun(settings: Settings): Run {
  return { settings, voice: openVoice(settings.json), signal: interruption() };
}

/** Plans, shows and carries out a command on feeds that Phasegate keeps; returns the exit code. */
export async function runCommand(
  run: Run,
  command: Result<Command> | Promise<Result<Command>>,
  rootKeys = 1,
): Promise<number> {
  const read = await command;
  if (!read.ok) {
    return endRefused(read.refusal, run.voice);
  }
  const fresh = read.value.kind === 'init' ? read.value.config : undefined;
  const words = wordsOf(read.value);
  const opened = await openFeeds(run, { fresh, writes: true, urgent: isUrgent(read.value) });
  if (!opened.ok) {
    return endRefused(opened.refusal, run.voice);
  }
  const { recovered, queued } = opened.value;
  if (wasDone(recovered, words)) {
    return endDoneBefore(recovered, run.voice);
  }
  sayRecovered(recovered, run.voice);
  if (queued !== undefined) {
    return endRefused(stillQueued(queued), run.voice);
  }
  const app = opened.value.config?.app ?? fresh?.app ?? '';
  const at = await keysAtHand(run.settings, app);
  const made = at.ok ? await newKeysFor(read.value, opened.value, at.value, rootKeys) : at;
  if (!at.ok) {
    return endRefused(at.refusal, run.voice);
  }
  if (!made.ok) {
    return endRefused(made.refusal, run.voice);
  }
  const equipped = { ...opened.value, at: at.value, made: made.value };
  const job = managedJob(run, read.value, equipped);
  const { errand } = run.settings;
  return errand === undefined
    ? runJob(run, job)
    : errand.run(run, { command: read.value, job, opened: equipped });
}

/** The work tree that the settings name, opened. */
export function openFeeds(
  { settings, signal, voice: { progress } }: Run,
  how: {
    readonly fresh?: Config | undefined;
    readonly writes?: true;
    readonly urgent?: boolean;
  } = {},
): Promise<Result<Opened>> {
  const { folder, pushes, timeoutMs, actor, branch } = settings;
  const { fresh, writes, urgent } = how;
  const place = { path: folder, branch, pushes, timeoutMs, signal };
  return openManaged({ ...place, actor, writes, urgent, progress }, fresh);
}

/** Carries a job out, waits for the host where that is asked for, and says how it ended. */
export async function runJob(run: Run, job: Job): Promise<number> {
  const { settings, voice, signal } = run;
  let consent: string | undefined;
  let stopped = false;
  const confirm = async (change: Change, ahead: number): Promise<boolean> => {
    showChange(change, voice);
    if (ahead > 0) {
      voice.say(`   ${ahead} commits of this work tree that were not pushed yet go along`);
    }
    const answer = await askConsent(change, settings);
    consent = answer.given ? undefined : answer.message;
    stopped = !answer.given && answer.interrupted;
    if (answer.given) {
      await job.prepare?.();
    }
    return answer.given;
  };
  const conversation = { confirm, progress: voice.progress };
  const work = { ...job, conversation, dryRun: settings.dryRun, now: Date.now, signal };
  const { stopping } = job;
  const outcome = await (stopping === undefined ? carryOut(work) : carryOutStop(work, stopping));
  const exit = end(await endingOf(run, job, outcome, { consent, stopped }), voice);
  await job.repository.finish();
  return exit;
}

async function endingOf(
  run: Run,
  job: Job,
  outcome: Outcome,
  asked: { readonly consent: string | undefined; readonly stopped: boolean },
): Promise<Ending> {
  if (outcome.kind === 'declined') {
    return asked.stopped
      ? { kind: 'interrupted', message: 'Stopped before anything was changed' }
      : { ...outcome, message: `${asked.consent ?? 'Declined'}; nothing was changed` };
  }
  return outcome.kind === 'done' ? { ...outcome, ...(await spread(run, job, outcome)) } : outcome;
}

/** First to every target, since nobody there sees the change before; then everything is waited for at once. */
async function spread(
  run: Run,
  job: Job,
  outcome: Extract<Outcome, { kind: 'done' }>,
): Promise<Pick<Extract<Ending, { kind: 'done' }>, 'publication' | 'targets'>> {
  const { change, commit, pushed } = outcome;
  const writes = change.edits.some(({ role }) => role === 'feed' || role === 'root');
  const sent = pushed && writes ? await job.send?.(commit) : undefined;
  const [publication, targets] = await Promise.all([
    publicationOf(run, job, outcome),
    sent === undefined ? [] : sent.ok ? awaitTargets(run, sent.value) : [unsent(sent.refusal)],
  ]);
  return { publication, targets };
}

async function publicationOf(
  { settings, voice, signal }: Run,
  job: Job,
  { change, pushed }: Extract<Outcome, { kind: 'done' }>,
): Promise<Publication> {
  if (!pushed) {
    return skipped('Not pushed, so no machine sees it: git push when you are ready');
  }
  if (!change.edits.some(({ role }) => role === 'feed')) {
    return skipped('No feed changed, so there is nothing to wait for');
  }
  const feedBase = settings.feedBase ?? (await job.feedBase());
  if (feedBase === undefined) {
    return skipped('Where the feeds are published is not known (feedBase), so nobody looked there');
  }
  const expected = expectedFeeds(change.edits, feedBase);
  if (settings.waitMs === 0) {
    return skipped('Not waited for the host (--no-wait)');
  }
  const waitMs =
    job.stopping === undefined ? settings.waitMs : Math.min(settings.waitMs, STOP_WAIT);
  const how = { waitMs, signal, progress: voice.progress };
  const published = await awaitPublished(httpSite(), expected, how);
  return job.stopping !== undefined && published.kind === 'pending'
    ? { kind: 'lagging', problems: published.problems }
    : published;
}

// The stop is done once the remote has it; nobody should have to sit before a host that is slow.
const STOP_WAIT = 120_000;

interface Equipped extends Opened {
  readonly at: KeysAtHand;
  readonly made: NewKeys | undefined;
}

/** A command bound to opened feeds and to the keys at hand. */
export function managedJob(run: Run, command: Command, equipped: Equipped): Job {
  const { voice, settings } = run;
  const { repository, tree, config, actor, at, made } = equipped;
  const { identity } = tree;
  const who = { actor, identity, signedOff: settings.errand?.signedOff };
  const facts = (): PlanFacts => ({ now: Date.now(), ...who, keys: made?.keys });
  return {
    repository,
    planner: plannerFor(command, repository, facts, (role, roots) => loadKeys(role, roots, at)),
    send: async (commit) => {
      const known = config ?? (command.kind === 'init' ? command.config : undefined);
      return known?.publish === undefined || known.publish.length === 0
        ? undefined
        : sendTargets(run, { repository, config: known, base: { commit, ahead: 0 }, names: [] });
    },
    prepare: async () => {
      for (const path of (await made?.write()) ?? []) {
        voice.say(`   New key: ${shortPath(path)}`);
      }
    },
    words: wordsOf(command),
    stopping:
      command.kind === 'emergency-stop' ? { command, actor, tryMs: settings.timeoutMs } : undefined,
    feedBase: async () =>
      (config ?? (command.kind === 'init' ? command.config : undefined))?.feedBase,
  };
}

function skipped(why: string): Publication {
  return { kind: 'skipped', why };
}
