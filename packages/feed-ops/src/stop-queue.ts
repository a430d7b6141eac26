import { setTimeout as sleep } from 'node:timers/promises';

import { parsePlatform, parseVersion } from '@phasegate/rollout';

import { carryOut, underHold } from './carry-out.ts';
import type { CarryOut, Outcome } from './carry-out.ts';
import type { EmergencyStop } from './command.ts';
import type { Base, FeedRepository, Prepared } from './git/feed-repository.ts';
import type { Queued } from './git/queue.ts';
import { refusal } from './refusal.ts';
import type { Refusal, RefusalCode, Result } from './refusal.ts';
import { rfc3339 } from './times.ts';

/** How a stop is carried out that must not be lost. */
export interface Stopping {
  readonly command: EmergencyStop;
  readonly actor: string;
  /** How long the remote is tried before the stop is queued, in milliseconds. */
  readonly tryMs: number;
}

/** What became of a queued stop. */
export type Sent =
  | Outcome
  | { readonly kind: 'sent'; readonly commit: string; readonly before: boolean };

/** Nobody said no: the remote was not there, or went away. */
const NOT_THERE: readonly RefusalCode[] = ['unreachable', 'push-timeout', 'not-confirmed'];

/** Stops, or, where the remote cannot be reached, makes the commit all the same and keeps it until it can be sent. */
export async function carryOutStop(work: CarryOut, stopping: Stopping): Promise<Outcome> {
  const repository = patient(work, stopping.tryMs);
  const outcome = await carryOut({ ...work, repository, insists: true });
  return outcome.kind === 'refused' && isNotThere(outcome.refusal) && !work.dryRun
    ? queueStop(work, stopping, outcome.refusal)
    : outcome;
}

/** Whether a remote that cannot be reached is all that stood in the way. */
export function isNotThere({ code }: Refusal): boolean {
  return NOT_THERE.includes(code);
}

async function queueStop(work: CarryOut, stopping: Stopping, why: Refusal): Promise<Outcome> {
  const { repository } = work;
  const base = await repository.lastSeen();
  const planned = base && (await work.planner(base));
  if (base === undefined || planned === undefined) {
    return { kind: 'refused', refusal: why };
  }
  if (!planned.ok) {
    return { kind: 'refused', refusal: planned.refusal };
  }
  const change = planned.plan;
  if (change.kind === 'nothing-to-do') {
    return { kind: 'refused', refusal: unsure(change.headline, why) };
  }
  return underHold(work, change, async () => {
    const prepared = await repository.prepare(base, change.edits, change.message);
    if (!prepared.ok) {
      return { kind: 'refused', refusal: prepared.refusal };
    }
    const { version = null, reason = null, platforms = null } = stopping.command;
    const kept = await repository.queue.put({
      headline: change.headline,
      at: rfc3339(work.now()),
      actor: stopping.actor,
      version: version ?? null,
      reason: reason ?? null,
      platforms: platforms ?? null,
      base: base.commit ?? '',
      commit: prepared.value.commit,
      files: change.edits.map(({ path }) => path),
    });
    if (!kept.ok) {
      return { kind: 'refused', refusal: kept.refusal };
    }
    return { kind: 'queued', change, commit: prepared.value.commit, why: why.message };
  });
}

/** As far as this clone knows it is done; but what it knows may be old. */
function unsure(headline: string, why: Refusal): Refusal {
  const said = `As this clone last saw it, there is nothing to stop (${headline}), but it cannot look: ${why.message}`;
  return refusal('unreachable', said, why.next);
}

/** Sends a queued stop: as it is where the remote has not moved, planned anew where it has. Never twice. */
export async function sendQueued(work: CarryOut, queued: Queued, tryMs: number): Promise<Sent> {
  const repository = patient(work, tryMs);
  const base = await repository.catchUp();
  if (!base.ok) {
    return { kind: 'refused', refusal: base.refusal };
  }
  if (base.value.commit !== undefined && (await repository.has(base.value, queued.commit))) {
    await repository.queue.clear();
    return { kind: 'sent', commit: queued.commit, before: true };
  }
  const sent = base.value.commit === queued.base ? await sendAsItIs(work, queued) : undefined;
  if (sent !== undefined) {
    return sent;
  }
  work.conversation.progress('The feeds have changed since; planning the stop again on them');
  const outcome = await carryOut({ ...work, repository, insists: true });
  if (outcome.kind === 'done' || outcome.kind === 'nothing-to-do') {
    await repository.queue.clear();
  }
  return outcome;
}

/** `undefined` where somebody else was faster, so that it has to be planned anew. */
async function sendAsItIs(work: CarryOut, queued: Queued): Promise<Sent | undefined> {
  const { repository, words, now } = work;
  const { headline, files, commit, base } = queued;
  const hold = await repository.hold({ headline, words, now: now(), files });
  if (!hold.ok) {
    return { kind: 'refused', refusal: hold.refusal };
  }
  try {
    const sent = await push(repository, { commit, base: { commit: base, ahead: 0 } });
    // What is sent stays written down until the operator has been told: a lock alone says that nothing was done.
    await (sent?.kind === 'sent' ? undefined : repository.finish());
    return sent;
  } finally {
    await hold.value.release();
  }
}

async function push(repository: FeedRepository, prepared: Prepared): Promise<Sent | undefined> {
  const pushed = await repository.push(prepared);
  switch (pushed.kind) {
    case 'refused':
      return { kind: 'refused', refusal: pushed.refusal };
    case 'interrupted':
      return { kind: 'interrupted', message: 'Stopped; the stop is still queued' };
    case 'behind':
      return undefined;
    case 'arrived':
      await repository.settle(prepared);
      await repository.queue.clear();
      return { kind: 'sent', commit: prepared.commit, before: false };
  }
}

/** The command of a queued stop, read again. */
export function queuedCommand({ version, reason, platforms }: Queued): EmergencyStop {
  return {
    kind: 'emergency-stop',
    version: version === null ? undefined : parseVersion(version),
    reason: reason ?? undefined,
    platforms: platforms?.flatMap((one) => parsePlatform(one) ?? []),
  };
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** The same repository, asked again and again for a while where the remote cannot be reached. */
function patient({ repository, conversation, signal }: CarryOut, tryMs: number): FeedRepository {
  const until = performance.now() + tryMs;
  const catchUp = async (): Promise<Result<Base>> => {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const base = await repository.catchUp();
      const over = performance.now() + pause > until || signal.aborted;
      if (base.ok || !isNotThere(base.refusal) || over) {
        return base;
      }
      conversation.progress(`${base.refusal.message}; trying again in ${pause / 1000} s`);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  };
  return { ...repository, catchUp };
}
