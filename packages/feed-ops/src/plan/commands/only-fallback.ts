import { channelOf } from '../../feeds/channel.ts';
import { newestComplete } from '../../feeds/content.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';

/** Refuses to take the last release that everybody may have; `undefined` where one stays. */
export function onlyFallback(
  state: PlatformState,
  after: Ledger,
  taken: readonly LedgerRelease[],
  verb: string,
): Transition | undefined {
  const last = taken.find((one) => one.state === 'complete' && channelOf(one) === undefined);
  if (last === undefined || newestComplete(after) !== undefined) {
    return undefined;
  }
  return refused(
    'only-fallback',
    `${on(last.version, state)} is the only release in stable; to ${verb} it would leave nobody a release to be on`,
    'ship a fixed version first: phasegate release add, then phasegate rollout start',
  );
}
