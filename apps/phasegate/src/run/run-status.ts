import {
  httpSite,
  mostPressing,
  publishedFeeds,
  readHealth,
  readPlatforms,
  statusOf,
} from '@phasegate/feed-ops';
import type { FeedRepository, Snapshot, StatusFacts } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { knownState } from './newest-state.ts';
import { openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import { SEND } from '../talk/show-queued.ts';
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
  const run = openRun(settings);
  const platforms = readPlatforms(typed.platform);
  if (!platforms.ok) {
    return endRefused(platforms.refusal, run.voice);
  }
  const loaded = await knownState(run, offline);
  if (!loaded.ok) {
    return endRefused(loaded.refusal, run.voice);
  }
  const { snapshot, repository, stale, queued } = loaded.value;
  const facts = await factsFor(run, snapshot, { repository, offline });
  const status = statusOf(snapshot, platforms.value, facts);
  const { config, chain } = snapshot;
  const gate = config?.health === undefined ? 'off' : 'on';
  const next = queued === undefined ? mostPressing(status) : SEND;
  run.voice.document({
    ok: true,
    outcome: 'status',
    exit: 0,
    app: config?.app,
    stale: stale ?? null,
    queued: queued?.headline ?? null,
    trust: config?.trust ?? 'unsigned',
    root: chain.newest?.version,
    health: { gate, source: config?.health?.source },
    published: facts.published !== undefined,
    platforms: status,
    next,
  });
  showStatus(status, { ...facts, snapshot, stale, offline }, run.voice);
  run.voice.next(next);
  return 0;
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
    readHealth(config, repository.root, { limitMs: HOST_MS, offline }),
    asks ? publishedFeeds(httpSite(), snapshot, { feedBase, limitMs: HOST_MS, signal }) : undefined,
  ]);
  return { now: Date.now(), health, published };
}
