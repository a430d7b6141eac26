import { chmod, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { git } from '@phasegate/testkit';
import type { Feeds } from '../../stage/feeds.ts';
import { all, before, configured, unplugged } from './before.ts';
import { said } from './scene.ts';
import type { Scene } from './scene.ts';

const MONTHS = { holding: 'months' } as const;
const FEED = 'updates/linux/stable-rollout-50%/appcast.xml';

/** Somebody has edited a feed by hand, so that its signature does not hold. */
async function edited({ remote, pages, folder }: Feeds): Promise<void> {
  const text = (await remote.read(FEED)) ?? '';
  await remote.publish(
    { [FEED]: text.replace('1.0.0</sparkle:version>', '1.0.1</sparkle:version>') },
    'Fix the feed',
  );
  await pages.deploy();
  await git(folder, ['pull', '--quiet']);
}

/** Several things at once: keys that others may read, no release key, another branch, the host far behind. */
async function worn({ folder, home }: Feeds): Promise<void> {
  const keys = path.join(home, '.phasegate/keys/com.example.notes');
  for (const name of await readdir(keys)) {
    await (name.startsWith('release')
      ? rm(path.join(keys, name))
      : chmod(path.join(keys, name), 0o644));
  }
  await git(folder, ['config', '--unset', 'user.email']);
}

const TARGETS = configured(({ home }) => ({
  publish: [
    { kind: 'folder', name: 'mirror', path: path.join(home, 'www') },
    { kind: 'rsync', name: 'cdn-frankfurt', to: path.join(home, 'rsync') },
  ],
}));

/** What tells how things stand and what happened. */
export const LOOKING: readonly Scene[] = [
  said('overview', 'phasegate'),
  said('history', 'phasegate history'),
  said('history-months', 'phasegate history', { feeds: MONTHS }),
  said('history-version', 'phasegate history 2.4.1', { feeds: MONTHS }),
  said('history-markdown', 'phasegate history 2.4.1 --format markdown', { feeds: MONTHS }),
  said('history-nothing', 'phasegate history 9.9.9'),
  said('verify', 'phasegate verify'),
  said('verify-live', 'phasegate verify --live'),
  said('verify-broken', 'phasegate verify', { prepare: edited }),
  said('verify-behind', 'phasegate verify --live', {
    feeds: { hosting: { deployOnPush: false } },
    prepare: before(['rollout', 'pause', '1.1.0', '--no-wait']),
  }),
  said('doctor', 'phasegate doctor'),
  said('doctor-faults', 'phasegate doctor --timeout 3', { prepare: all(edited, worn, unplugged) }),
  said('doctor-nothing', 'phasegate doctor', { feeds: { holding: 'nothing' } }),
  said('publish', 'phasegate publish', { prepare: TARGETS }),
  said('publish-dry-run', 'phasegate publish --dry-run --target mirror', { prepare: TARGETS }),
  said('publish-nowhere', 'phasegate publish'),
  said('publish-fails', 'phasegate rollout pause 1.1.0', {
    prepare: configured(() => ({
      publish: [{ kind: 'folder', name: 'mirror', path: '/dev/null/www' }],
    })),
  }),
];
