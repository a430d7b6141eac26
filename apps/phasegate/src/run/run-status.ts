import { accept, loadSnapshot, readPlatforms, statusOf } from '@phasegate/feed-ops';
import type { PlatformStatus, Queued, ReleaseStatus, Result, Snapshot } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { queuedLine, SEND } from '../talk/show-queued.ts';
import { openFeeds, openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import type { Settings } from '../words/settings.ts';
import { aligned } from '../talk/show-change.ts';
import { paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';

/** `phasegate rollout status`: reads, changes nothing. */
export async function runStatus(settings: Settings, typed: readonly string[]): Promise<number> {
  const run = openRun(settings);
  const platforms = readPlatforms(typed);
  if (!platforms.ok) {
    return endRefused(platforms.refusal, run.voice);
  }
  const snapshot = await snapshotFor(run);
  if (!snapshot.ok) {
    return endRefused(snapshot.refusal, run.voice);
  }
  const { config, chain, queued } = snapshot.value;
  const trust = config?.trust ?? 'unsigned';
  const root = chain.newest?.version;
  const status = statusOf(snapshot.value, platforms.value, Date.now());
  const health = 'off: no health source is configured';
  const next = queued === undefined ? (status[0]?.next ?? 'phasegate init') : SEND;
  run.voice.document({
    ok: true,
    outcome: 'status',
    exit: 0,
    trust,
    root,
    health,
    queued: queued?.headline ?? null,
    platforms: status,
    next,
  });
  for (const one of status) {
    show(one, run.voice);
  }
  run.voice.say(
    paint(
      'dim',
      trust === 'signed' ? ` Signed, under root ${root ?? 'none'}` : ' The feeds are unsigned',
    ),
  );
  run.voice.say(paint('dim', ' Health gate: off, no health source is configured'));
  run.voice.say(` Next: ${next}`);
  return 0;
}

/** The newest state that is known: the remote's, or the work tree's with --no-push. */
export async function snapshotFor(run: Run): Promise<Result<SnapshotHere>> {
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return opened;
  }
  const { repository, queued } = opened.value;
  if (queued !== undefined) {
    run.voice.say(queuedLine(queued));
  }
  const base = await repository.catchUp();
  const snapshot = base.ok ? await loadSnapshot(repository, base.value) : base;
  return snapshot.ok ? accept({ ...snapshot.value, queued }) : snapshot;
}

/** The feeds, and a stop that this clone has not sent yet. */
export interface SnapshotHere extends Snapshot {
  readonly queued: Queued | undefined;
}

function show({ platform, sequence, releases, advisories }: PlatformStatus, voice: Voice): void {
  voice.say();
  voice.say(` ${paint('bold', platform)}  ${paint('dim', `feed sequence ${sequence}`)}`);
  const rows = releases.map((one) => [
    one.version,
    one.stop === undefined ? one.state : 'stopped',
    one.phase === undefined ? '' : `${one.phase} %`,
    one.since,
    where(one),
  ]);
  for (const row of rows.length === 0 ? ['no release yet'] : aligned(rows)) {
    voice.say(`   ${row}`);
  }
  for (const { id, versions } of advisories) {
    voice.say(
      `   ${paint('yellow', '!')} advisory ${id}${versions === undefined ? '' : ` on ${versions}`}`,
    );
  }
  voice.say();
}

function where({ feeds }: ReleaseStatus): string {
  return feeds.length === 0 ? paint('dim', 'in no feed') : `in ${feeds.join(', ')}`;
}
