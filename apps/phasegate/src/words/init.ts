import {
  accept,
  DEFAULT_CONFIG,
  readFeedBase,
  readPhases,
  readPlatforms,
  readSparklePublic,
  refuse,
} from '@phasegate/feed-ops';
import type { Command, Config, Result } from '@phasegate/feed-ops';

/** Options of `init`, as typed. */
export interface InitTyped {
  readonly app: string;
  readonly title: string;
  readonly platform: readonly string[];
  readonly feedBase?: string;
  readonly phases?: string;
  readonly branch?: string;
  readonly remote?: string;
  readonly unsigned?: boolean;
  readonly sparklePublic?: string;
  readonly rootKeys: number;
  readonly rootThreshold: number;
}

/** `phasegate init`. */
export function initCommand(typed: InitTyped): Result<Command> {
  const platforms = readPlatforms(typed.platform);
  const feedBase = readFeedBase(typed.feedBase);
  if (!platforms.ok) {
    return platforms;
  }
  if (!feedBase.ok) {
    return feedBase;
  }
  const threshold = readThreshold(typed);
  if (!threshold.ok) {
    return threshold;
  }
  const phases =
    typed.phases === undefined ? accept(DEFAULT_CONFIG.phases) : readPhases(typed.phases);
  if (!phases.ok) {
    return phases;
  }
  const { app, title, branch = 'gh-pages', remote = 'origin', unsigned = false } = typed;
  const sparkleKey = readSparklePublic(typed.sparklePublic);
  if (!sparkleKey.ok) {
    return sparkleKey;
  }
  if (unsigned && sparkleKey.value !== undefined) {
    return refuse('bad-argument', 'Only signed feeds carry a Sparkle key', 'leave --unsigned out');
  }
  const config: Config = {
    ...DEFAULT_CONFIG,
    phases: phases.value,
    app,
    title,
    branch,
    remote,
    platforms: platforms.value ?? [],
    feedBase: feedBase.value,
    trust: unsigned ? 'unsigned' : 'signed',
    sparkleKey: sparkleKey.value,
  };
  return accept({ kind: 'init', config, rootThreshold: unsigned ? undefined : threshold.value });
}

/** How many of how many root keys. */
export interface RootTyped {
  readonly rootKeys: number;
  readonly rootThreshold: number;
}

function readThreshold({ rootKeys, rootThreshold }: RootTyped): Result<number> {
  return rootThreshold >= 1 && rootThreshold <= rootKeys && rootKeys <= 9
    ? accept(rootThreshold)
    : refuse(
        'bad-argument',
        `${rootThreshold} of ${rootKeys} root keys cannot be`,
        'write --root-keys 3 --root-threshold 2, or 1 and 1',
      );
}

/** `phasegate keys init`. */
export function keysInitCommand(typed: RootTyped): Result<Command> {
  const threshold = readThreshold(typed);
  return threshold.ok ? accept({ kind: 'keys-init', rootThreshold: threshold.value }) : threshold;
}
