import { parsePlatform } from '@phasegate/rollout';
import type { FeedIdentity } from '@phasegate/rollout';

import { clientFeed } from '../feeds/client-view.ts';

/**
 * The sequence of a served feed that came after the one that was meant, as it does where a colleague has pushed since;
 * `undefined` where it is another feed, or none. The branch only goes forward, so the later one holds the earlier.
 */
export function sequenceAfter(meant: string, served: Uint8Array, path: string): number | undefined {
  const [ours, theirs] = [meant, Buffer.from(served).toString('utf8')].map((text) =>
    identityOf(text, path),
  );
  const alike =
    ours !== undefined &&
    theirs !== undefined &&
    ours.app === theirs.app &&
    ours.platform === theirs.platform &&
    ours.name === theirs.name;
  return alike && theirs.sequence > ours.sequence ? theirs.sequence : undefined;
}

function identityOf(text: string, path: string): FeedIdentity | undefined {
  const platform = parsePlatform(path.split('/').at(-3) ?? '');
  return platform === undefined ? undefined : clientFeed(text, platform)?.identity;
}
