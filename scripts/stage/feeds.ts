import { mkdir, readFile, writeFile } from 'node:fs/promises';
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
  /** `rolling` (default): 1.0.0 for everybody, 1.1.0 at 10 %. `nothing`: not even a config. */
  readonly holding?: 'rolling' | 'nothing';
  /** The keys are encrypted with it. */
  readonly passphrase?: string;
  readonly hosting?: PublishedOptions;
}

/** The platforms of the app. */
const PLATFORMS = ['macos', 'windows', 'linux'] as const;

interface Made {
  readonly files: Files;
  readonly home: string;
}

/** Made once in a process for each passphrase; those after it begin with the same files and keys. */
const made = new Map<string, Promise<Made>>();

/** Publishes feeds for one test or picture. */
export async function openFeeds({
  holding = 'rolling',
  passphrase = '',
  hosting = {},
}: FeedsOptions = {}): Promise<Feeds> {
  if (holding === 'rolling' && !made.has(passphrase)) {
    made.set(passphrase, makeFeeds(passphrase));
  }
  const { files, home } = (holding === 'rolling' ? await made.get(passphrase) : undefined) ?? {
    files: {},
    home: await temporaryFolder('home'),
  };
  const remote = await createRemote({ files });
  return publish(remote, home, hosting);
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

async function makeFeeds(passphrase: string): Promise<Made> {
  const remote = await createRemote();
  const home = await temporaryFolder('home');
  const operator = createOperator(await remote.clone(), {
    HOME: home,
    ...(passphrase === '' ? {} : { PHASEGATE_PASSPHRASE: passphrase }),
  });
  await must(
    operator.phasegate(
      'init',
      '--app',
      'com.example.notes',
      '--title',
      'Notes',
      '--platform',
      ...PLATFORMS,
    ),
  );
  await addRelease(operator, '1.0.0');
  await must(operator.phasegate('rollout', 'start', '1.0.0', '--phase', '100', '--yes'));
  await addRelease(operator, '1.1.0');
  await must(operator.phasegate('rollout', 'start', '1.1.0'));
  const files = await filesOf(operator.workTree);
  await remote.dispose();
  return { files, home };
}

/** Enters a release for all platforms, as electron-builder has left it. */
async function addRelease(operator: Operator, version: string): Promise<void> {
  const folder = path.join(operator.workTree, '.git', 'built', version);
  await layOutRelease(folder, version);
  const place = ['--from', folder, '--url-base', 'https://downloads.example.com'];
  await must(operator.phasegate('release', 'add', version, ...place));
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
