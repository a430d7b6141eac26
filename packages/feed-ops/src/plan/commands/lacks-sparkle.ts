import type { AddRelease } from '../../command.ts';
import { mayReadSparkle, WAY_TO_SPARKLE_KEY } from '../../keys/sparkle-key.ts';
import { refusal } from '../../refusal.ts';
import type { Refusal } from '../../refusal.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import { on } from '../transition.ts';
import { nameOf } from './draft-item.ts';

/** Stock Sparkle refuses a file without its app's signature, and what was published cannot be given one any more. */
export function lacksSparkle(
  { packages, release }: AddRelease,
  state: PlatformState,
  { config }: RuleFacts,
): Refusal | undefined {
  const asked = config.sparkleKey !== undefined && mayReadSparkle(state.platform);
  const bare = asked
    ? packages[state.platform]?.find(({ edSignature }) => edSignature === undefined)
    : undefined;
  return bare === undefined
    ? undefined
    : refusal(
        'no-sparkle-key',
        `${on(release.version, state)}: the ${nameOf(bare)} is to be signed by the app's Sparkle key, and that is not here`,
        `${WAY_TO_SPARKLE_KEY}; or sign each --file with sign_update -p, and give what it prints with --ed-signature`,
      );
}
