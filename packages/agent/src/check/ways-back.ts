import { isCondemned, isNewer } from '@phasegate/rollout';
import type { Feed, Installed, Instant } from '@phasegate/rollout';
import { problemOf } from '../error.ts';
import type { World } from '../memory/keep-memory.ts';

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

/** Of the installers kept from earlier installs, those that this feed would let the machine go back to. */
export async function keepWaysBack(
  { ports, facts }: Pick<World, 'ports' | 'facts'>,
  feed: Feed,
): Promise<void> {
  try {
    await ports.installers.retain(digestsOfWaysBack(facts.installed, feed, ports.clock.now()));
  } catch (thrown) {
    const { message } = problemOf(thrown, 'disk-failed');
    ports.log.warn(`old installers could not be tidied up: ${message}`);
  }
}
