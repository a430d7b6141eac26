import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '@phasegate/testkit';
import type { Feeds } from '../../stage/feeds.ts';
import { createOperator } from '../../stage/operator.ts';
import { unplugged } from './before.ts';
import { said } from './scene.ts';
import type { Scene } from './scene.ts';

const FEED = 'updates/linux/stable/appcast.xml';
const REASON = 'Notes closes while it opens a large notebook';

/** Somebody else's command is at work in this clone, and its push hangs. */
async function busy({ folder, home, remote }: Feeds): Promise<void> {
  const pushes = await remote.hangPushes();
  void createOperator(folder, { HOME: home }).phasegate(
    'rollout',
    'pause',
    '1.1.0',
    '--timeout',
    '20',
  );
  await pushes.arrived();
}

const backups = ({ folder }: Feeds): string => path.join(folder, '.git/phasegate');

/** The clone lies on a disk that has no room. */
async function full(feeds: Feeds): Promise<void> {
  const disk = backups(feeds);
  await rm(disk, { recursive: true, force: true });
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'phasegate-picture', disk]);
  await writeFile(path.join(disk, 'filler'), Buffer.alloc(1 << 17)).catch(() => undefined);
}

/** What is refused, each with its way on. */
export const REFUSALS: readonly Scene[] = [
  said('refused-version', `phasegate rollback 1.1.2 --reason "${REASON}"`),
  said('refused-fallback', `phasegate rollback 1.0.0 --reason "${REASON}"`),
  said('refused-reason', 'phasegate rollback 1.1.0'),
  said('refused-locked', 'phasegate rollout pause 1.1.0 --timeout 2', { prepare: busy }),
  said('refused-unreachable', 'phasegate rollout pause 1.1.0', { prepare: unplugged }),
  said('refused-full-disk', 'phasegate rollout pause 1.1.0', {
    asRoot: true,
    prepare: full,
    clear: (feeds) => execFileSync('umount', [backups(feeds)]),
  }),
  said('refused-dirty', 'phasegate rollout escalate 1.1.0', {
    prepare: ({ folder }) => appendFile(path.join(folder, FEED), '<!-- by hand -->\n'),
  }),
  said('refused-no-key', 'phasegate rollout escalate 1.1.0', {
    prepare: ({ home }) => rm(path.join(home, '.phasegate'), { recursive: true }),
  }),
  said('refused-no-tree', 'phasegate -C /tmp rollout status'),
  said('refused-ci', 'CI=1 phasegate rollout escalate 1.1.0'),
  said('push-refused', 'phasegate rollout pause 1.1.0', {
    prepare: ({ remote }) => remote.refusePushes('GH013: Repository rule violations found'),
  }),
  said('other-branch', 'phasegate rollout pause 1.1.0', {
    prepare: async ({ folder }) => git(folder, ['checkout', '--quiet', '-b', 'other']),
  }),
  said('usage', 'phasegate rollout escalate', { small: true }),
  said('typo', 'phasegate rolback 1.1.0', { small: true }),
  said('typo-option', 'phasegate rollback 1.1.0 --reson "it closes"', { small: true }),
  said('bad-version', 'phasegate rollout pause 1.1', { small: true }),
  said('json-ci', `CI=1 phasegate rollout escalate 1.1.0 --json`),
];
