import { generateKey, openRoot, rootText, signRoot } from '@phasegate/trust';
import type { PrivateKey, Root } from '@phasegate/trust';

/** The keys of a root of the tests. */
export interface RootKeys {
  readonly root: PrivateKey;
  readonly targets: PrivateKey;
  readonly timestamp: PrivateKey;
}

export const rootKeys = (): RootKeys => ({
  root: generateKey(),
  targets: generateKey(),
  timestamp: generateKey(),
});

/** The text of a root, signed by its own key and by the key before. */
export function rootFile(version: number, keys: RootKeys, before: RootKeys = keys): string {
  const role = (key: PrivateKey): { keys: [PrivateKey['public']]; threshold: 1 } => ({
    keys: [key.public],
    threshold: 1,
  });
  const text = rootText({
    version,
    expires: '2030-01-01T00:00:00Z',
    root: role(keys.root),
    targets: role(keys.targets),
    timestamp: role(keys.timestamp),
  });
  return signRoot(text, before.root === keys.root ? [keys.root] : [before.root, keys.root]);
}

export function opened(text: string): Root {
  const verdict = openRoot(Buffer.from(text));
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  return verdict.root;
}
