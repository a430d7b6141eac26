import type { Release } from '@phasegate/rollout';

import { clientFeed } from '../feeds/client-view.ts';
import { releaseIn, sparkleSignaturesIn } from '../feeds/item-facts.ts';
import { sparkleReading } from '../feeds/reading.ts';
import type { PlatformState, Snapshot } from '../state/snapshot.ts';
import { isSparkleSignature, mayReadSparkle } from './sparkle-key.ts';

/** What stock Sparkle and WinSparkle would refuse to install for want of a signature, one line for each platform and way out. */
export function sparkleWarnings({ config, states }: Snapshot): readonly string[] {
  return config?.sparkleKey === undefined
    ? []
    : states
        .filter(({ platform }) => mayReadSparkle(platform))
        .flatMap((state) => [
          ...warnings(state, publishedIn(state), NEWER),
          ...warnings(state, draftsIn(state), AGAIN),
        ]);
}

const NEWER = 'what is published does not change, so bring out a newer version';
const AGAIN = 'phasegate release add with the same files signs them';

interface Signed {
  readonly release: Release;
  readonly signatures: ReadonlyMap<string, string>;
}

/** What is complete or rolling, as the feeds have it. */
function publishedIn({ platform, feeds }: PlatformState): readonly Signed[] {
  return feeds.flatMap(({ text = '' }) => {
    const releases = clientFeed(text, platform)?.releases ?? [];
    const signatures = sparkleReading(text);
    return releases
      .filter(({ withdrawn }) => !withdrawn)
      .map((release) => ({ release, signatures }));
  });
}

function draftsIn({ platform, ledger }: PlatformState): readonly Signed[] {
  return ledger.releases
    .filter(({ state }) => state === 'draft')
    .flatMap(({ item }) => {
      const release = releaseIn(item, platform);
      return release === undefined ? [] : [{ release, signatures: sparkleSignaturesIn(item) }];
    });
}

function warnings(
  { platform }: PlatformState,
  items: readonly Signed[],
  next: string,
): readonly string[] {
  const client = platform === 'windows' ? 'WinSparkle' : 'Sparkle';
  return PROBLEMS.flatMap(({ what, holds }) => {
    const found = items.filter(({ release, signatures }) =>
      release.packages.some(({ url }) => holds(signatures.get(url))),
    );
    const versions = [...new Set(found.map(({ release }) => release.version))];
    return versions.length === 0
      ? []
      : [`On ${platform} stock ${client} refuses ${listed(versions)} (${what}); ${next}`];
  });
}

const PROBLEMS = [
  {
    what: 'a file without sparkle:edSignature',
    holds: (text: string | undefined) => text === undefined,
  },
  {
    what: 'a sparkle:edSignature that is no base64 of 64 bytes',
    holds: (text: string | undefined) => text !== undefined && !isSparkleSignature(text),
  },
] as const;

const MOST_NAMED = 5;

function listed(versions: readonly string[]): string {
  const more = versions.length - MOST_NAMED;
  const named = versions.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
