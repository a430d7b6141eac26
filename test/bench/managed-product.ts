import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { itemXml } from '@phasegate/appcast';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Operator } from '@phasegate/scripts/stage/operator';
import { createRemote, git, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';

/** A signed product with a long history in every feed. */
export interface ManagedProduct {
  readonly remote: Remote;
  /** The folder of its keys. */
  readonly keys: string;
  readonly operator: Operator;
  /** The newest release. */
  readonly newest: string;
}

const PLATFORMS = ['macos', 'windows', 'linux'] as const;
const PACKAGES = {
  macos: { arch: 'universal', kind: 'zip', ending: 'zip' },
  windows: { arch: 'x64', kind: 'nsis', ending: 'exe' },
  linux: { arch: 'x64', kind: 'AppImage', ending: 'AppImage' },
} as const;

const FEEDS = [
  'stable',
  ...['stable-rollout-50', 'stable-rollout-10'].flatMap((name) => [`${name}%`, name]),
];

/** Three platforms, three feeds each, every feed with so many items, made by the real commands. */
export async function managedProduct(items: number): Promise<ManagedProduct> {
  const remote = await createRemote();
  const [workTree, keys] = [await remote.clone(), await temporaryFolder('keys')];
  const operator = createOperator(workTree);
  const facts = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', ...PLATFORMS];
  await succeed(operator, ['init', '--unsigned', ...facts]);
  await edit(path.join(workTree, 'phasegate.json'), { keep: { complete: items } });
  for (const platform of PLATFORMS) {
    const folder = path.join(workTree, 'updates', platform);
    const releases = releasesOf(platform, items);
    await edit(path.join(folder, 'rollout.json'), { releases });
    for (const feed of FEEDS) {
      await fill(path.join(folder, feed, 'appcast.xml'), releases);
    }
  }
  await git(workTree, ['commit', '--quiet', '--all', '--message', 'A long history']);
  // Signs every package and every feed.
  const rootKeys = ['--root-keys', '1', '--root-threshold', '1'];
  await succeed(operator, ['keys', 'init', '--keys', keys, ...rootKeys, '--yes']);
  return { remote, keys, operator, newest: versionAt(items - 1) };
}

function versionAt(at: number): string {
  return `1.${at}.0`;
}

interface Draft {
  readonly version: string;
  readonly item: string;
}

function releasesOf(platform: (typeof PLATFORMS)[number], count: number): readonly Draft[] {
  return Array.from({ length: count }, (_, at) => {
    const { ending, ...kind } = PACKAGES[platform];
    const version = versionAt(at);
    const url = `https://example.com/notes-${version}.${ending}`;
    const sha512 = Buffer.alloc(64, `${platform}-${at}`).toString('base64');
    const packages = [{ url, length: 80_000_000 + at, sha512, ...kind }];
    const pubDate = 'Mon, 16 Nov 2026 09:00:00 +0000';
    const item = itemXml({ version, title: `Notes ${version}`, pubDate, packages });
    return { version, state: 'complete', phase: 100, since: '2026-11-16T09:00:00Z', item };
  });
}

async function fill(file: string, releases: readonly Draft[]): Promise<void> {
  const empty = await readFile(file, 'utf8');
  const items = [...releases].reverse().map(({ item }) => `    ${item}\n`);
  await writeFile(
    file,
    empty.replace('  </channel>', () => `${items.join('')}  </channel>`),
  );
}

async function edit(file: string, change: object): Promise<void> {
  const before = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, `${JSON.stringify({ ...before, ...change }, null, 2)}\n`);
}

async function succeed(operator: Operator, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await operator.phasegate(...args);
  if (code !== 0) {
    throw new Error(`phasegate ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  }
}
