import { createHash } from 'node:crypto';
import { generateKey, privateKeyFromSeed, rootText, signRoot } from '@phasegate/trust';
import type { PrivateKey } from '@phasegate/trust';

/** The keys of a test, and the root that names them. */
export interface TestKeys {
  readonly release: PrivateKey;
  readonly feed: PrivateKey;
  readonly rootText: string;
}

/** New keys and their root; the same text makes the same ones, and whoever knows it can sign with them. */
export function testKeys(seed: string | undefined): TestKeys {
  const key = (role: string): PrivateKey =>
    seed === undefined
      ? generateKey()
      : privateKeyFromSeed(createHash('sha256').update(`${role}:${seed}`).digest('hex'));
  const [root, release, feed] = [key('root'), key('release'), key('feed')];
  const one = (of: PrivateKey): { keys: [PrivateKey['public']]; threshold: 1 } => ({
    keys: [of.public],
    threshold: 1,
  });
  const text = rootText({
    version: 1,
    expires: '2090-01-01T00:00:00Z',
    root: one(root),
    targets: one(release),
    timestamp: one(feed),
  });
  return { release, feed, rootText: signRoot(text, [root]) };
}
