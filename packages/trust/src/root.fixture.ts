import { generateKey } from './private-key.ts';
import type { PrivateKey } from './private-key.ts';
import type { Root } from './root.ts';
import { openRoot } from './root-update.ts';
import type { RootFacts } from './root-write.ts';
import { rootText, signRoot } from './root-write.ts';
import type { RoleKeys } from './threshold.ts';

/** The keys of an app of the tests: 2-of-3 root, one release key, one feed key. */
export interface Keyring {
  readonly root: readonly PrivateKey[];
  readonly targets: readonly PrivateKey[];
  readonly timestamp: readonly PrivateKey[];
}

export function keyring(): Keyring {
  const [a, b, c] = [generateKey(), generateKey(), generateKey()];
  return { root: [a, b, c], targets: [generateKey()], timestamp: [generateKey()] };
}

export function role(keys: readonly PrivateKey[], threshold = 1): RoleKeys {
  return { keys: keys.map((key) => key.public), threshold };
}

export function factsOf(keys: Keyring, changes: Partial<RootFacts> = {}): RootFacts {
  return {
    version: 1,
    expires: '2030-01-01T00:00:00Z',
    root: role(keys.root, Math.min(2, keys.root.length)),
    targets: role(keys.targets),
    timestamp: role(keys.timestamp),
    ...changes,
  };
}

/** The bytes of a root, signed by whom it says. */
export function rootBytes(facts: RootFacts, signers: readonly PrivateKey[]): Uint8Array {
  return Buffer.from(signRoot(rootText(facts), signers), 'utf8');
}

export function opened(bytes: Uint8Array): Root {
  const verdict = openRoot(bytes);
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  return verdict.root;
}
