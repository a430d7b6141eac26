import { parseInstant } from '@phasegate/rollout';
import { expiredAt } from '@phasegate/trust';
import type { FeedTrust } from '@phasegate/trust';

import { clientFeed } from './feeds/client-view.ts';
import { contentOf } from './feeds/content.ts';
import { breachesOf } from './feeds/invariants.ts';
import type { Breach } from './feeds/invariants.ts';
import { lookAt, publishedUrl } from './publishing/published.ts';
import type { Expected } from './publishing/published.ts';
import { rootPath, trustOf } from './keys/root-chain.ts';
import type { Site } from './publishing/site.ts';
import type { Config } from './state/config.ts';
import { REPOSITORY_FILES, repositoryEdits } from './state/repository-files.ts';
import type { Snapshot } from './state/snapshot.ts';
import { sparkleWarnings } from './keys/sparkle-items.ts';
import { trailerBreaches } from './keys/sparkle-key.ts';
import { rfc3339 } from './times.ts';

/** What `verify` found. */
export interface Findings {
  readonly breaches: readonly Breach[];
  /** What is not broken, but will be: a feed that expires soon. */
  readonly warnings: readonly string[];
  /** How many feeds were looked at. */
  readonly feeds: number;
  readonly trust: FeedTrust['kind'];
  /** The version of the newest root. */
  readonly root: number | undefined;
}

const SOON_MS = 7 * 24 * 60 * 60 * 1000;

/** Every invariant of every platform, and the feeds that are about to expire. */
export function verifySnapshot(snapshot: Snapshot, now: number): Findings {
  const { config, states, chain } = snapshot;
  const trust = trustOf(config, chain);
  return {
    breaches: [
      ...chainBreaches(snapshot, now),
      ...feedsOf(snapshot)
        .filter(({ expires }) => expires <= now)
        .map(expiredBreach),
      ...(trust === undefined
        ? []
        : states.flatMap((state) => breachesOf(state, { app: config?.app ?? '', trust }, now))),
      ...trailerBreaches(snapshot),
    ],
    warnings: [
      ...rootExpiry(snapshot, now),
      ...keptOtherwise(snapshot, now),
      ...repositoryLacks(snapshot),
      ...sparkleWarnings(snapshot),
      ...feedsOf(snapshot)
        .filter(({ expires }) => expires > now && expires - now <= SOON_MS)
        .map(({ path, expires }) => `${path} expires on ${rfc3339(expires)}; ${RENEW}`),
    ],
    feeds: states.reduce((sum, { feeds }) => sum + feeds.length, 0),
    trust: trust?.kind ?? 'signed',
    root: chain.newest?.version,
  };
}

/** The published feeds that are not byte for byte the ones in the repository, each with what is wrong. */
export async function verifyLive(
  site: Site,
  snapshot: Snapshot,
  feedBase: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const roots = snapshot.chain.files.flatMap(({ path, text }) => one(path, text, feedBase));
  const feedsThere = snapshot.states.flatMap(({ feeds }) =>
    feeds.flatMap(({ path, text, aliasPath, aliasText }) => [
      ...one(path, text, feedBase),
      ...(aliasPath === undefined ? [] : one(aliasPath, aliasText, feedBase)),
    ]),
  );
  const expected = [...roots, ...feedsThere];
  return lookAt(site, expected, signal);
}

function one(path: string, text: string | undefined, feedBase: string): readonly Expected[] {
  return text === undefined ? [] : [{ path, url: publishedUrl(path, feedBase), text }];
}

const RENEW = 'phasegate renew issues it anew';

/** Products that an older version set up have no word to git and GitHub Pages yet. */
function repositoryLacks({ config, repositoryTexts }: Snapshot): readonly string[] {
  return config === undefined
    ? []
    : repositoryEdits(config, repositoryTexts).map(
        ({ path }) => `${REPOSITORY_FILES[path]}; ${initAgain(config)} writes it`,
      );
}

/** `init` as it was: it writes what a product of an older version lacks. */
export function initAgain({ app, title, platforms, trust }: Config): string {
  const unsigned = trust === 'unsigned' ? ' --unsigned' : '';
  return `phasegate init --app ${app} --title ${JSON.stringify(title)} --platform ${platforms.join(' ')}${unsigned}`;
}

/** Feeds that were written while the config kept more or less of the past than it does now. */
function keptOtherwise({ config, states }: Snapshot, now: number): readonly string[] {
  const facts = { now, keep: config?.keep };
  return states.flatMap(({ platform, ledger, feeds }) =>
    feeds.flatMap(({ path, phase, text }) => {
      const held = clientFeed(text, platform)?.releases.length;
      const wanted = contentOf(ledger, phase, facts).releases.length;
      return held === undefined || held === wanted
        ? []
        : [`${path} holds ${held} releases, by "keep" it would be ${wanted}; ${RENEW}`];
    }),
  );
}

/** Every feed that says when it expires, and when that is. */
function feedsOf({ states }: Snapshot): readonly { path: string; expires: number }[] {
  return states.flatMap(({ platform, feeds }) =>
    feeds.flatMap(({ path, text }) => {
      const expires = parseInstant(clientFeed(text, platform)?.identity?.expires ?? '');
      return expires === undefined ? [] : [{ path, expires }];
    }),
  );
}

/** Clients install nothing from an expired feed, so whoever watches the exit code has to hear of it. */
function expiredBreach({ path, expires }: { path: string; expires: number }): Breach {
  const message = `${path} expired on ${rfc3339(expires)}; ${RENEW}`;
  return { code: 'feed-expired', path, message };
}

const ROOT_SOON_MS = 60 * 24 * 60 * 60 * 1000;

/** The roots as they must be: every one there, each leading to the next, the last in force. */
function chainBreaches({ config, chain }: Snapshot, now: number): readonly Breach[] {
  if (config === undefined || (config.trust === 'unsigned' && chain.files.length === 0)) {
    return [];
  }
  const { newest, problem } = chain;
  if (problem !== undefined) {
    return [{ code: 'root-chain', ...problem }];
  }
  const path = rootPath(config, newest?.version ?? 1);
  if (newest === undefined) {
    return [{ code: 'root-chain', path, message: `${path}: there is no root` }];
  }
  const expired = expiredAt(newest, now)?.message;
  return expired === undefined
    ? []
    : [{ code: 'root-expired', path, message: `${path}: ${expired}` }];
}

function rootExpiry({ chain: { newest } }: Snapshot, now: number): readonly string[] {
  return newest === undefined || newest.expires - now > ROOT_SOON_MS || newest.expires <= now
    ? []
    : [
        `Root ${newest.version} expires on ${rfc3339(newest.expires)}; phasegate renew --root makes the next one`,
      ];
}
