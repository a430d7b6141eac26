import { isCondemned, isNewer } from '@phasegate/rollout';
import type { Feed, Installed, Instant } from '@phasegate/rollout';

/**
 * The digests (base64 sha512) of what this machine may need again: the running version, which is what a newer bad one
 * leads back to, and everything older that the feed offers and does not condemn.
 */
export function digestsOfWaysBack(
  installed: Omit<Installed, 'wentBackFrom' | 'mayGoBack'>,
  feed: Feed,
  now: Instant,
): readonly string[] {
  const machine = { ...installed, wentBackFrom: undefined, mayGoBack: true };
  return feed.releases
    .filter(({ version }) => !isNewer(version, installed.version))
    .filter((release) => !release.withdrawn && !isCondemned(release.version, machine, feed, now))
    .flatMap(({ packages }) => packages)
    .flatMap(({ sha512 }) => (sha512 === undefined ? [] : [sha512]));
}
