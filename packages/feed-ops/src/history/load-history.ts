import type { Platform } from '@phasegate/rollout';

import { placesOf } from '../feeds/feed-paths.ts';
import type { Base, FeedRepository } from '../git/feed-repository.ts';
import { CONFIG_PATH, parseConfig, scopeOf } from '../state/config.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readHistoryFile } from './history-lines.ts';
import type { BrokenLine } from './history-lines.ts';
import { answering, recordsOf } from './history-records.ts';
import type { HistoryQuestion, HistoryRecord } from './history-records.ts';

/** What `phasegate history` answers. */
export interface History {
  readonly title: string;
  /** Oldest first. */
  readonly entries: readonly FoundEntry[];
  /** How many older ones the limit left out. */
  readonly older: number;
  readonly broken: readonly BrokenLine[];
}

/** A record with the commits that brought it; none where git does not know (a shallow clone). */
export interface FoundEntry extends Omit<HistoryRecord, 'places'> {
  readonly commits: readonly string[];
}

/** Reads the history at a commit. Feeds and ledgers are not looked at: it must be there when they are broken. */
export async function loadHistory(
  repository: FeedRepository,
  base: Base,
  question: HistoryQuestion & { readonly platforms: readonly Platform[] | undefined },
): Promise<Result<History>> {
  const text = (await repository.read(base, [CONFIG_PATH])).get(CONFIG_PATH);
  if (text === undefined) {
    return refuse('not-set-up', `There is no ${CONFIG_PATH} on this branch`, 'phasegate init');
  }
  const config = parseConfig(Buffer.from(text).toString('utf8'));
  if (!config.ok) {
    return config;
  }
  const scope = scopeOf(config.value, question.platforms);
  if (!scope.ok) {
    return scope;
  }
  const places = scope.value.map((platform) => ({
    platform,
    path: placesOf(config.value, platform).history,
  }));
  const bytes = await repository.read(
    base,
    places.map(({ path }) => path),
  );
  const files = places.map(({ platform, path }) =>
    readHistoryFile(platform, path, Buffer.from(bytes.get(path) ?? '').toString('utf8')),
  );
  const all = answering(recordsOf(files.map(({ lines }) => lines)), {
    ...question,
    limit: undefined,
  });
  const shown = answering(all, { version: undefined, since: undefined, limit: question.limit });
  return accept({
    title: config.value.title,
    entries: await withCommits(repository, base, shown),
    older: all.length - shown.length,
    broken: files.flatMap(({ broken }) => broken),
  });
}

/** Git is asked about the lines that are shown only: they are the newest, and so found soon. */
async function withCommits(
  repository: FeedRepository,
  base: Base,
  records: readonly HistoryRecord[],
): Promise<readonly FoundEntry[]> {
  const places = records.flatMap((record) => record.places);
  const commits = new Map<string, ReadonlyMap<number, string>>();
  for (const path of new Set(places.map((place) => place.path))) {
    const lines = places.filter((place) => place.path === path).map(({ line }) => line);
    const range = { first: Math.min(...lines), last: Math.max(...lines) };
    commits.set(path, await repository.commitsOfLines(base, path, range));
  }
  return records.map(({ places: at, ...record }) => ({
    ...record,
    commits: [...new Set(at.flatMap(({ path, line }) => commits.get(path)?.get(line) ?? []))],
  }));
}
