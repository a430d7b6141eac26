import type { Platform } from '@phasegate/rollout';

import type { Config } from './config.ts';
import type { FeedPlace, PlatformPlaces } from '../feeds/feed-paths.ts';
import type { Ledger } from './ledger.ts';
import type { RootChain } from '../keys/root-chain.ts';

/** One feed's texts; `undefined` where the file is not there. */
export interface FeedFile extends FeedPlace {
  readonly text: string | undefined;
  readonly aliasText: string | undefined;
}

/** Everything that is kept about one platform. */
export interface PlatformState {
  readonly platform: Platform;
  readonly places: PlatformPlaces;
  readonly ledger: Ledger;
  /** As it lies in the repository; `undefined` before the first write. */
  readonly ledgerText: string | undefined;
  readonly history: string | undefined;
  /** The narrowest first. */
  readonly feeds: readonly FeedFile[];
}

/** What is known when a command is planned: all of it from one commit. */
export interface Snapshot {
  readonly config: Config | undefined;
  readonly configText: string | undefined;
  /** `.gitattributes` and `.nojekyll`, by their path; what is not there is left out. */
  readonly repositoryTexts: ReadonlyMap<string, string>;
  /** In the config's order. */
  readonly states: readonly PlatformState[];
  /** The published roots; none where the feeds are unsigned. */
  readonly chain: RootChain;
}
