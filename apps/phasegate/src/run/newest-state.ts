import { accept, loadSnapshot } from '@phasegate/feed-ops';
import type { Base, FeedRepository, Result, Snapshot } from '@phasegate/feed-ops';

import { openFeeds } from './run-command.ts';
import type { Run } from './run-command.ts';

/** The newest state that is known, the remote's, or the work tree's with --no-push, and where it was read. */
export interface NewestState {
  readonly repository: FeedRepository;
  readonly base: Base;
  readonly snapshot: Snapshot;
}

/** Asks the remote, and reads everything that commands plan on. */
export async function newestState(run: Run): Promise<Result<NewestState>> {
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return opened;
  }
  const { repository } = opened.value;
  const base = await repository.catchUp();
  if (!base.ok) {
    return base;
  }
  const snapshot = await loadSnapshot(repository, base.value);
  return snapshot.ok
    ? accept({ repository, base: base.value, snapshot: snapshot.value })
    : snapshot;
}
