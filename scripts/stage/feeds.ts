import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRemote, git, servePublished, temporaryFolder } from '@phasegate/testkit';
import type { Files, PublishedOptions, PublishedPages, Remote } from '@phasegate/testkit';
import { layOutRelease } from './built-release.ts';
import { createOperator } from './operator.ts';
import type { Answer, Operator } from './operator.ts';

/** Signed feeds of an app on three platforms, on a remote of their own, with a host that serves them. */
export interface Feeds {
  readonly remote: Remote;
  readonly pages: PublishedPages;
  /** A work tree of the remote. */
  readonly folder: string;
  /** A home whose `.phasegate/keys` holds the keys of the feeds. */
  readonly home: string;
  readonly close: () => Promise<void>;
}

/** What the feeds hold at first. */
export interface FeedsOptions {
  /**
   * `rolling` (default): 1.0.0 for everybody, 1.1.0 at 10 %. `months`: what a product has behind it after some months.
   * `nothing`: not even a config.
   */
  readonly holding?: Holding | 'nothing';
  /** The keys are encrypted with it. */
  readonly passphrase?: string;
  readonly hosting?: PublishedOptions;
}

/** How feeds are that somebody has worked on. */
type Holding = 'rolling' | 'months';

/** The platforms of the app. */
const PLATFORMS = ['macos', 'windows', 'linux'] as const;

interface Made {
  readonly files: Files;
  readonly home: string;
}

/** Made once in a process for each story and passphrase; those after it begin with the same files and keys. */
const made = new Map<string, Promise<Made>>();

/** Publishes feeds for one test or picture. */
export async function openFeeds({
  holding = 'rolling',
  passphrase = '',
  hosting = {},
}: FeedsOptions = {}): Promise<Feeds> {
  if (holding === 'nothing') {
    return publish(await createRemote({ files: {} }), await temporaryFolder('home'), hosting);
  }
  const name = `${holding} ${passphrase}`;
  if (!made.has(name)) {
    made.set(name, makeFeeds(holding, passphrase));
  }
  const { files, home: keys } = (await made.get(name)) as Made;
  // What one does to its keys is none of the others' business.
  const home = await temporaryFolder('home');
  await cp(keys, home, { recursive: true });
  return publish(await createRemote({ files }), home, hosting);
}

async function publish(remote: Remote, home: string, hosting: PublishedOptions): Promise<Feeds> {
  const pages = await servePublished(remote, hosting);
  const config = await remote.read('phasegate.json');
  if (config !== undefined) {
    const base = { ...(JSON.parse(config) as object), feedBase: `${pages.url}/updates` };
    await remote.publish(
      { 'phasegate.json': `${JSON.stringify(base, null, 2)}\n` },
      'Say where the feeds are',
    );
    await pages.deploy();
  }
  return {
    remote,
    pages,
    folder: await remote.clone(),
    home,
    close: async () => {
      await pages.close();
      await remote.dispose();
    },
  };
}

async function makeFeeds(holding: Holding, passphrase: string): Promise<Made> {
  const remote = await createRemote();
  const home = await temporaryFolder('home');
  const operator = createOperator(await remote.clone(), {
    HOME: home,
    ...(passphrase === '' ? {} : { PHASEGATE_PASSPHRASE: passphrase }),
  });
  const app = ['--app', 'com.example.notes', '--title', 'Notes'];
  await must(operator.phasegate('init', ...app, '--platform', ...PLATFORMS));
  await STORIES[holding](operator);
  const files = await filesOf(operator.workTree);
  await remote.dispose();
  return { files, home };
}

const STORIES: Readonly<Record<Holding, (operator: Operator) => Promise<void>>> = {
  rolling: async (operator) => {
    await addRelease(operator, '1.0.0');
    await must(operator.phasegate('rollout', 'start', '1.0.0', '--phase', '100', '--yes'));
    await addRelease(operator, '1.1.0');
    await must(operator.phasegate('rollout', 'start', '1.1.0'));
  },
  months: async (operator) => {
    const run = (...words: readonly string[]): Promise<void> =>
      must(operator.phasegate(...words, '--yes'));
    await addRelease(operator, '2.3.2');
    await run('rollout', 'start', '2.3.2', '--phase', '100');
    await addRelease(operator, '2.4.0');
    await run('rollout', 'start', '2.4.0');
    await run('rollout', 'escalate', '2.4.0', '--reason', 'a day without a crash');
    await run('rollout', 'escalate', '2.4.0', '--reason', 'crash rate as before');
    await addRelease(operator, '2.4.1');
    await run('rollout', 'start', '2.4.1');
    await run('rollout', 'pause', '2.4.1', '--reason', 'crash rate doubled, incident 4711');
    const words = ['--issue', 'Notes can lose what was typed in the last minutes.'];
    const data = ['--severity', 'critical', '--data', 'at-risk'];
    await run('rollback', '2.4.1', '--reason', LONG_REASON, ...words, ...data);
    await run('block', '<2.3.0', '--reason', 'the sync server ends its old protocol in December');
    await addRelease(operator, '2.4.2');
    await run('rollout', 'start', '2.4.2');
    await run('rollout', 'escalate', '2.4.2', '--reason', 'the fix holds');
    const linux = ['--platform', 'linux'];
    await run('rollout', 'pause', '2.4.2', ...linux, '--reason', 'GTK file chooser does not open');
  },
};

const LONG_REASON =
  'Loses what was typed in the last minutes when the machine wakes up from sleep while a large notebook is syncing: 41 of 396 clients on 2.4.1, none on 2.4.0; see incident 4711 and the thread of the night';

/** Enters a release for all platforms, as electron-builder has left it. */
async function addRelease(operator: Operator, version: string): Promise<void> {
  const folder = await buildFolder(operator.workTree, version);
  const place = ['--from', folder, '--url-base', 'https://downloads.example.com'];
  await must(operator.phasegate('release', 'add', version, ...place));
}

/** What electron-builder has left for all platforms; it lies where git does not see it. */
export async function buildFolder(workTree: string, version: string): Promise<string> {
  const folder = path.join(workTree, '.git', 'built', version);
  await layOutRelease(folder, version);
  return folder;
}

/** A file to release; it lies where git does not see it. */
export async function packageFile(
  folder: string,
  version: string,
  platform: (typeof PLATFORMS)[number],
): Promise<string> {
  const ending = { macos: 'zip', windows: 'exe', linux: 'AppImage' }[platform];
  const file = path.join(folder, '.git', 'files', `notes-${version}.${ending}`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `notes ${version} for ${platform}`);
  return file;
}

async function filesOf(folder: string): Promise<Files> {
  const names = (await git(folder, ['ls-files', '-z'])).split('\0').filter((name) => name !== '');
  const files: Record<string, string> = {};
  for (const name of names) {
    files[name] = await readFile(path.join(folder, name), 'utf8');
  }
  return files;
}

async function must(answer: Promise<Answer>): Promise<void> {
  const { code, stdout, stderr } = await answer;
  if (code !== 0) {
    throw new Error(`exit ${code}: ${stderr}${stdout}`);
  }
}
