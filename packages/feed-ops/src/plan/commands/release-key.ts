import type { PrivateKey, Root } from '@phasegate/trust';

import { keysFor } from '../../keys/signing.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import type { RuleFacts } from '../rule.ts';

/** With what packages are vouched for; `undefined` where the feeds are unsigned. */
export function releaseKey({
  config,
  chain,
  keys,
}: RuleFacts): Result<{ readonly key: PrivateKey; readonly root: Root } | undefined> {
  const root = chain.newest;
  if (config.trust !== 'signed' || root === undefined) {
    return accept(undefined);
  }
  const found = keysFor('release', root, keys);
  if (!found.ok) {
    return found;
  }
  const [key] = found.value;
  return key === undefined
    ? refuse('no-release-key', 'There is no release key', '--release-key')
    : accept({ key, root });
}
