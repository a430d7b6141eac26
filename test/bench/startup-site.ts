import { DEFAULT_PHASES, feedNameOf } from '@phasegate/rollout';
import { sampleRelease, writeFiles } from '@phasegate/testkit';

import { latestYaml } from './latest-yaml.ts';
import { newKeys, rootOf, signedFeed, signedItem } from '../signed-feed.ts';

/** What the apps of the row `startup` are offered. */
export const OFFERED = '1.1.0';

/**
 * Publishes one release to everybody, signed for ours and as electron-builder writes it for electron-updater.
 * Resolves with the text of the root that the app embeds.
 */
export async function publishForStartup(folder: string, url: string): Promise<string> {
  const keys = newKeys();
  const root = rootOf(1, keys);
  const release = await sampleRelease({ version: OFFERED, folder, url });
  const items = [signedItem(release.item, release, keys.release)];
  const hour = 3_600_000;
  const at = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
  const feeds = DEFAULT_PHASES.map((phase) => {
    const identity = {
      name: feedNameOf(phase),
      root: 1,
      issued: at(-hour),
      expires: at(24 * hour),
    };
    return [
      `linux/${identity.name}/appcast.xml`,
      signedFeed({ sequence: 1, items, identity }, keys).toString(),
    ] as const;
  });
  await writeFiles(folder, {
    ...Object.fromEntries(feeds),
    'latest-linux.yml': latestYaml(release),
    'latest-linux-arm64.yml': latestYaml(release),
  });
  return root;
}
