import { accept, loadSnapshot, refuse } from '@phasegate/feed-ops';
import type { Base, FeedRepository, Queued, Refusal, Result, Snapshot } from '@phasegate/feed-ops';

import { queuedLine } from '../talk/show-queued.ts';
import { openFeeds } from './run-command.ts';
import type { Run } from './run-command.ts';

/** The newest state that is known, and where it came from. */
export interface KnownState {
  readonly snapshot: Snapshot;
  readonly repository: FeedRepository;
  /** Why it is only what this clone has seen last; `undefined` where the remote was asked. */
  readonly stale: string | undefined;
  /** A stop that this clone has not sent yet. */
  readonly queued: Queued | undefined;
}

/** The newest state, and where it was read. */
export interface NewestState {
  readonly repository: FeedRepository;
  readonly base: Base;
  readonly snapshot: SnapshotHere;
}

/** The remote's newest state, or the work tree's with --no-push. */
export async function newestState(run: Run): Promise<Result<NewestState>> {
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return opened;
  }
  const { repository, queued } = opened.value;
  sayQueued(run, queued);
  const base = await repository.catchUp();
  if (!base.ok) {
    return base;
  }
  const snapshot = await loadSnapshot(repository, base.value);
  return snapshot.ok
    ? accept({ repository, base: base.value, snapshot: { ...snapshot.value, queued } })
    : snapshot;
}

/** The same, where it does not matter where it was read. */
export async function snapshotFor(run: Run): Promise<Result<SnapshotHere>> {
  const state = await newestState(run);
  return state.ok ? accept(state.value.snapshot) : state;
}

/** The feeds, and a stop that this clone has not sent yet. */
export interface SnapshotHere extends Snapshot {
  readonly queued: Queued | undefined;
}

/** The same for whoever only wants to know how things stand: what was seen last is better than nothing. */
export async function knownState(run: Run, offline: boolean): Promise<Result<KnownState>> {
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return opened;
  }
  const { repository, queued } = opened.value;
  sayQueued(run, queued);
  const found = await baseOf(repository, offline);
  if (!found.ok) {
    return found;
  }
  const { base, stale } = found.value;
  const snapshot = await loadSnapshot(repository, base);
  return snapshot.ok ? accept({ snapshot: snapshot.value, repository, stale, queued }) : snapshot;
}

function sayQueued({ voice }: Run, queued: Queued | undefined): void {
  if (queued !== undefined) {
    voice.prose(queuedLine(queued));
  }
}

async function baseOf(
  repository: FeedRepository,
  offline: boolean,
): Promise<Result<{ readonly base: Base; readonly stale: string | undefined }>> {
  const asked = offline ? undefined : await repository.catchUp();
  if (asked?.ok === true) {
    return { ok: true, value: { base: asked.value, stale: undefined } };
  }
  const seen = worthLooking(asked?.refusal) ? await repository.lastSeen() : undefined;
  if (seen !== undefined) {
    const stale = offline ? 'the remote was not asked' : 'the remote cannot be reached';
    return { ok: true, value: { base: seen, stale } };
  }
  return asked === undefined
    ? refuse(
        'unreachable',
        'This clone has never seen the feeds',
        'phasegate rollout status, without --offline',
      )
    : asked;
}

function worthLooking(refused: Refusal | undefined): boolean {
  return refused === undefined || refused.code === 'unreachable';
}
