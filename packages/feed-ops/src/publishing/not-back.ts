import { parsePlatform } from '@phasegate/rollout';
import type { FeedIdentity } from '@phasegate/rollout';

import { clientFeed } from '../feeds/client-view.ts';
import { TargetError } from './target.ts';
import type { PublishedFile } from './target.ts';

/**
 * Holds what a target has against what is to go there. Clients that have seen a newer sequence refuse an older one, so
 * a target that went back would freeze them; and a target that holds another product's feeds was named by mistake.
 * What nobody can read is no reason: sending mends it.
 */
export function refuseToGoBack(
  due: readonly PublishedFile[],
  held: ReadonlyMap<string, Uint8Array>,
): void {
  for (const file of due) {
    const [ours, there] = [
      identityOf(file.path, file.bytes),
      identityOf(file.path, held.get(file.path)),
    ];
    if (ours === undefined || there === undefined) {
      continue;
    }
    if (there.app !== ours.app) {
      throw new TargetError(
        `${file.path} is a feed of ${there.app} there; nothing was sent`,
        'correct the place in the "publish" section of phasegate.json',
      );
    }
    if (there.sequence > ours.sequence) {
      throw new TargetError(
        `${file.path} is newer there (sequence ${there.sequence}) than on the branch (${ours.sequence}); nothing was sent, since clients refuse what is older`,
        'git log on the branch: bring back what is missing there; to begin anew on purpose, remove the feeds at the target first',
      );
    }
  }
}

function identityOf(path: string, bytes: Uint8Array | undefined): FeedIdentity | undefined {
  const platform = parsePlatform(path.split('/')[0] ?? '');
  return bytes === undefined || platform === undefined
    ? undefined
    : clientFeed(Buffer.from(bytes).toString('utf8'), platform)?.identity;
}
