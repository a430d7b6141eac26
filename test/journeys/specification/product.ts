import path from 'node:path';
import { signedBy } from '@phasegate/agent';
import type { Inspection, Platform } from '@phasegate/agent';
import { embeddedRoot, openUsers } from '../drill-users.ts';
import type { Users } from '../drill-users.ts';
import { writeBuild } from '../release-world.ts';
import { openSeat } from '../signed-world.ts';
import type { SignedWorld } from '../signed-world.ts';
import { textsBelow } from '../texts-below.ts';
import { askEverybody, bucketsOffered } from '../world.ts';

export const PLATFORMS = ['macos', 'windows', 'linux'] as const;
export const FEEDS = ['stable-rollout-10%', 'stable-rollout-50%', 'stable'] as const;

/** How far 1.1.0 has come: nowhere, a draft, at 10, 50 or 100 %, or paused at 50 %. Everybody is on 1.0.0 before. */
export type Start = 'first' | 'draft' | 10 | 50 | 100 | 'paused';

/** A signed product on three platforms, and its users' machines. */
export interface Product extends Omit<SignedWorld, 'add'>, Pick<Users, 'machine'> {
  /** Adds a release for the three platforms, as a build leaves it. */
  readonly add: (version: string) => Promise<void>;
  /** What each of the hundred buckets would do on a platform, with this version installed. */
  readonly everybody: (platform: Platform, installed: string) => Promise<readonly Inspection[]>;
  /** How many machines of a hundred on 1.0.0 are offered a version, platform by platform; always the lowest buckets. */
  readonly reached: (version: string) => Promise<readonly number[]>;
  /** A published feed as text, or `undefined`. */
  readonly text: (platform: Platform, feed: string) => Promise<string | undefined>;
}

interface Step {
  readonly after: Start;
  readonly take: (product: Product) => Promise<unknown>;
}

const STEPS: Readonly<Record<Exclude<Start, 'first'>, Step>> = {
  draft: { after: 'first', take: (product) => product.add('1.1.0') },
  10: { after: 'draft', take: ({ run }) => run('rollout', 'start', '1.1.0') },
  50: { after: 10, take: ({ run }) => run('rollout', 'escalate', '1.1.0', '--yes') },
  100: { after: 50, take: ({ run }) => run('rollout', 'escalate', '1.1.0', '--yes') },
  paused: { after: 50, take: ({ run }) => run('rollout', 'pause', '1.1.0') },
};

interface Beginning {
  readonly files: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, string>>;
  readonly feedBase: string;
}

const made = new Map<Start, Promise<Beginning>>();

/** Opens a product of its own; what led there was done once, by the same commands, for all of the file. */
export async function openProduct(start: Start): Promise<Product> {
  return productOn(await beginningOf(start));
}

function beginningOf(start: Start): Promise<Beginning> {
  const known = made.get(start) ?? (start === 'first' ? firstShipped() : steppedTo(start));
  made.set(start, known);
  return known;
}

async function firstShipped(): Promise<Beginning> {
  const product = await productOn({ files: {}, keys: {}, feedBase: '' });
  const facts = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', ...PLATFORMS];
  await product.run('init', ...facts, '--feed-base', product.feedBase);
  await product.add('1.0.0');
  await product.run('rollout', 'start', '1.0.0', '--phase', '100', '--yes');
  return leftBy(product);
}

async function steppedTo(start: Exclude<Start, 'first'>): Promise<Beginning> {
  const product = await openProduct(STEPS[start].after);
  await STEPS[start].take(product);
  return leftBy(product);
}

async function leftBy(product: Product): Promise<Beginning> {
  const [files, keys] = [
    await textsBelow(product.operator.workTree),
    await textsBelow(product.keys),
  ];
  await product.close();
  return { files, keys, feedBase: product.feedBase };
}

async function productOn({ files, keys, feedBase }: Beginning): Promise<Product> {
  const config = files['phasegate.json'];
  const world = await openSeat(
    (now) =>
      config === undefined ? files : { ...files, 'phasegate.json': config.replace(feedBase, now) },
    keys,
  );
  const users = await openUsers(world);
  for (const version of ['1.0.0', '1.1.0']) {
    await build(users.folder, version);
  }
  const { feedBase: here } = world;
  const everybody: Product['everybody'] = async (platform, installed) => {
    const trust = signedBy(await embeddedRoot(world));
    return askEverybody({ feedBase: here, platform, trust }, installed);
  };
  return {
    ...world,
    machine: users.machine,
    add: async (version) => {
      const from = await build(users.folder, version);
      await world.run(
        'release',
        'add',
        '--from',
        from,
        '--url-base',
        'https://example.com/{version}',
      );
    },
    everybody,
    reached: (version) =>
      Promise.all(PLATFORMS.map(async (one) => share(await everybody(one, '1.0.0'), version))),
    text: (platform, feed) => world.remote.read(`updates/${platform}/${feed}/appcast.xml`),
    close: async () => {
      await users.close();
      await world.close();
    },
  };
}

async function build(folder: string, version: string): Promise<string> {
  const output = path.join(folder, version);
  await writeBuild(output, 'latest-mac.yml', version, [`Notes-${version}-mac.zip`]);
  await writeBuild(output, 'latest.yml', version, [`Notes-Setup-${version}.exe`]);
  return writeBuild(output, 'latest-linux.yml', version, [`Notes-${version}.AppImage`]);
}

function share(rows: readonly Inspection[], version: string): number {
  const offered = bucketsOffered(rows, version);
  if (offered.some((bucket, at) => bucket !== at)) {
    throw new Error(`not the lowest buckets: ${offered.join()}`);
  }
  return offered.length;
}
