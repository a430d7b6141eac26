import { FULL_PHASE, parsePhase } from './phase.ts';
import type { Phase } from './phase.ts';
import type { Platform } from './platform.ts';

/** A feed's raw name: `stable`, or `stable-rollout-10%` with the sign in it. */
export type FeedName = 'stable' | `stable-rollout-${number}%`;

/** The feed that carries a phase. */
export function feedNameOf(phase: Phase): FeedName {
  return phase === FULL_PHASE ? 'stable' : `stable-rollout-${phase}%`;
}

/** The phase that a feed carries; a name that is none of ours is `undefined`. */
export function phaseOfFeed(name: string): Phase | undefined {
  if (name === 'stable') {
    return FULL_PHASE;
  }
  const phase = parsePhase(/^stable-rollout-([1-9]\d?)%$/.exec(name)?.[1] ?? '');
  return phase === FULL_PHASE ? undefined : phase;
}

/** The folder without the sign, for hosts that answer 400 to it: `stable-rollout-10`. */
export function aliasOf(name: FeedName): string {
  return name.replace('%', '');
}

/**
 * The one place where a feed's name becomes part of a URL: each segment is encoded once, so that the percent
 * sign travels as `%25` (nginx answers 400 to a raw one). `base` is the URL of the `updates` folder.
 */
export function feedUrl(base: string, platform: Platform, folder: string): string {
  const path = [platform, folder, 'appcast.xml'].map((segment) => encodeURIComponent(segment));
  return `${base.replace(/\/+$/, '')}/${path.join('/')}`;
}
