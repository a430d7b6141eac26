import {
  httpSite,
  loadSnapshot,
  mostPressing,
  publishedFeeds,
  readHealth,
  readPlatforms,
  statusOf,
} from '@phasegate/feed-ops';
import type { FeedRepository, Result, Snapshot, StatusFacts } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { openFeeds, openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import { showStatus } from '../talk/show-status.ts';
import type { Settings } from '../words/settings.ts';

/** How long the host may keep somebody waiting who wants to know how things stand. */
const HOST_MS = 4000;

/** `phasegate rollout status`: reads, changes nothing. */
export async function runStatus(
  settings: Settings,
  typed: { readonly platform: readonly string[]; readonly offline?: boolean },
): Promise<number> {
  const { offline = false } = typed;
  const run = openRun(offline ? { ...settings, pushes: false } : settings);
  const platforms = readPlatforms(typed.platform);
  if (!platforms.ok) {
    return endRefused(platforms.refusal, run.voice);
  }
  const loaded = await newestState(run);
  if (!loaded.ok) {
    return endRefused(loaded.refusal, run.voice);
  }
  const { snapshot, repository } = loaded.value;
  const facts = await factsFor(run, snapshot, { repository, offline });
  const status = statusOf(snapshot, platforms.value, facts);
  const { config, chain } = snapshot;
  const gate = config?.health === undefined ? 'off' : 'on';
  const next = mostPressing(status);
  run.voice.document({
    ok: true,
    outcome: 'status',
    exit: 0,
    app: config?.app,
    trust: config?.trust ?? 'unsigned',
    root: chain.newest?.version,
    health: { gate, source: config?.health?.source },
    published: facts.published !== undefined,
    platforms: status,
    next,
  });
  showStatus(status, { ...facts, snapshot, offline }, run.voice);
  run.voice.say(` Next: ${next}`);
  return 0;
}

/** The newest state that is known: the remote's, or the work tree's with --no-push. */
export async function snapshotFor(run: Run): Promise<Result<Snapshot>> {
  const loaded = await newestState(run);
  return loaded.ok ? { ok: true, value: loaded.value.snapshot } : loaded;
}

interface Loaded {
  readonly snapshot: Snapshot;
  readonly repository: FeedRepository;
}

async function newestState(run: Run): Promise<Result<Loaded>> {
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return opened;
  }
  const { repository } = opened.value;
  const base = await repository.catchUp();
  const snapshot = base.ok ? await loadSnapshot(repository, base.value) : base;
  return snapshot.ok ? { ok: true, value: { snapshot: snapshot.value, repository } } : snapshot;
}

/** Health and host are asked at the same time. */
async function factsFor(
  { settings, signal, voice }: Run,
  snapshot: Snapshot,
  { repository, offline }: { readonly repository: FeedRepository; readonly offline: boolean },
): Promise<StatusFacts> {
  const { config } = snapshot;
  const feedBase = settings.feedBase ?? config?.feedBase;
  const asks = feedBase !== undefined && !offline;
  if (asks) {
    voice.progress('Looking at the published feeds');
  }
  const [health, published] = await Promise.all([
    readHealth(config, repository.root),
    asks ? publishedFeeds(httpSite(), snapshot, { feedBase, limitMs: HOST_MS, signal }) : undefined,
  ]);
  return { now: Date.now(), health, published };
}
