import { aliasOf, feedNameOf } from '@phasegate/rollout';
import type { FeedName, Phase, Platform } from '@phasegate/rollout';

import { fedPhases } from '../state/config-phases.ts';
import type { Config } from '../state/config.ts';

/** One feed's place in the repository, with `/` between the folders. */
export interface FeedPlace {
  readonly name: FeedName;
  readonly phase: Phase;
  readonly path: string;
  /** The folder without the percent sign, with identical bytes; absent where the name has none. */
  readonly aliasPath: string | undefined;
}

/** Every file of one platform. */
export interface PlatformPlaces {
  readonly ledger: string;
  readonly history: string;
  /** The narrowest first. */
  readonly feeds: readonly FeedPlace[];
}

/** Where everything of a platform lies. */
export function placesOf(config: Config, platform: Platform): PlatformPlaces {
  const folder = `${config.updates}/${platform}`;
  return {
    ledger: `${folder}/rollout.json`,
    history: `${folder}/history.jsonl`,
    feeds: fedPhases(config).map((phase) => feedPlace(folder, phase)),
  };
}

/** All paths of a platform. */
export function pathsOf(places: PlatformPlaces): readonly string[] {
  const feeds = places.feeds.flatMap(({ path, aliasPath }) =>
    aliasPath === undefined ? [path] : [path, aliasPath],
  );
  return [places.ledger, places.history, ...feeds];
}

function feedPlace(folder: string, phase: Phase): FeedPlace {
  const name = feedNameOf(phase);
  const alias = aliasOf(name);
  const path = `${folder}/${name}/appcast.xml`;
  const aliasPath = alias === name ? undefined : `${folder}/${alias}/appcast.xml`;
  return { name, phase, path, aliasPath };
}
