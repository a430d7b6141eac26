import { parseInstant } from '@phasegate/rollout';

import { clientFeed } from './client-view.ts';
import { breachesOf } from './invariants.ts';
import type { Breach } from './invariants.ts';
import { look, publishedUrl } from './published.ts';
import type { Expected } from './published.ts';
import type { Site } from './site.ts';
import type { Snapshot } from './snapshot.ts';

/** What `verify` found. */
export interface Findings {
  readonly breaches: readonly Breach[];
  /** What is not broken, but will be: a feed that expires soon. */
  readonly warnings: readonly string[];
  /** How many feeds were looked at. */
  readonly feeds: number;
}

const SOON_MS = 7 * 24 * 60 * 60 * 1000;

/** Every invariant of every platform, and the feeds that are about to expire. */
export function verifySnapshot(snapshot: Snapshot, now: number): Findings {
  const { config, states } = snapshot;
  return {
    breaches: states.flatMap((state) => breachesOf(state, config?.app ?? '', now)),
    warnings: states.flatMap(({ platform, feeds }) =>
      feeds.flatMap(({ path, text }) =>
        expiry(path, clientFeed(text, platform)?.identity?.expires, now),
      ),
    ),
    feeds: states.reduce((sum, { feeds }) => sum + feeds.length, 0),
  };
}

/** The published feeds that are not byte for byte the ones in the repository, each with what is wrong. */
export async function verifyLive(
  site: Site,
  snapshot: Snapshot,
  feedBase: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const expected = snapshot.states.flatMap(({ feeds }) =>
    feeds.flatMap(({ path, text, aliasPath, aliasText }) => [
      ...one(path, text, feedBase),
      ...(aliasPath === undefined ? [] : one(aliasPath, aliasText, feedBase)),
    ]),
  );
  const problems = await Promise.all(expected.map((each) => look(site, each, signal)));
  return problems.filter((problem) => problem !== undefined);
}

function one(path: string, text: string | undefined, feedBase: string): readonly Expected[] {
  return text === undefined ? [] : [{ path, url: publishedUrl(path, feedBase), text }];
}

function expiry(path: string, expires: string | undefined, now: number): readonly string[] {
  const at = expires === undefined ? undefined : parseInstant(expires);
  if (at === undefined || at - now > SOON_MS) {
    return [];
  }
  return [
    at < now
      ? `${path} expired on ${expires}`
      : `${path} expires on ${expires}; any change renews it`,
  ];
}
