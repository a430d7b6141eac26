import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildVersions } from '@phasegate/scripts/stage/builds';
import type { Build, BuildFacts } from '@phasegate/scripts/stage/builds';
import { createDesktop } from '@phasegate/scripts/stage/desktop';
import type { Desktop } from '@phasegate/scripts/stage/desktop';
import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import type { Display } from '@phasegate/scripts/setup/virtual-display';
import { feedXml, removeFolder, startPages, temporaryFolder, writeFiles } from '@phasegate/testkit';
import type { AdvisoryFacts, FeedItemFacts, Pages } from '@phasegate/testkit';

const VERSIONS = ['1.0.0', '1.1.0'];
const IDENTITY = { app: 'com.example.notes', platform: 'linux', sequence: 1 };
const FEEDS = ['stable', 'stable-rollout-50%', 'stable-rollout-10%'];

/** One machine with Notes 1.0.0 on it, and a host with its feeds and files that can be made to fail. */
export interface OneMachine {
  readonly desktop: Desktop;
  readonly host: Pages;
  /** Path of 1.1.0's file on the host. */
  readonly file: string;
  /** Path of 1.0.0's file on the host. */
  readonly oldFile: string;
  /** A release as an unsigned feed has it. */
  readonly item: (version: string) => Promise<FeedItemFacts>;
  /** Writes every feed anew. */
  readonly write: (feed: (name: string) => Uint8Array | string) => Promise<void>;
  /** Writes another file of the host. */
  readonly put: (file: string, text: string) => Promise<void>;
  /** Puts these releases, newest first, and advisories into every feed. */
  readonly publish: (
    versions: readonly string[],
    advisories?: readonly AdvisoryFacts[],
  ) => Promise<void>;
  /** sha512 of the installed file. */
  readonly installed: () => Promise<string>;
  /** sha512 of a build. */
  readonly built: (version: string) => Promise<string>;
  /** Names of what electron-updater keeps in its folder for downloads. */
  readonly pending: () => Promise<readonly string[]>;
  /** Names in one of the agent's own folders. */
  readonly stored: (folder: 'downloads' | 'kept') => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** How the app of a machine is built. */
export interface MachineFacts extends Pick<BuildFacts, 'root' | 'inspectable'> {
  /** A module in place of the app's own code in 1.1.0. */
  readonly ownCode?: string;
  /** More versions to build than 1.0.0 and 1.1.0. */
  readonly more?: readonly string[];
  /** More of the environment that the app is started in. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Sets the machine up; 1.0.0 is published unsigned, and nothing runs yet. */
export async function setUpMachine(facts: MachineFacts = {}): Promise<OneMachine> {
  await ensureSystemPackages(electronPackages);
  const builds = await buildsFor(facts);
  const folder = await temporaryFolder('machine');
  const site = path.join(folder, 'site');
  await mkdir(site);
  for (const build of builds) {
    await copyFile(build.path, path.join(site, path.basename(build.path)));
  }
  const host = await startPages({ root: site });
  const display = await startDisplay();
  const home = path.join(folder, 'home');
  const buildOf = (version: string): Build => {
    const build = builds.find((one) => one.version === version);
    if (build === undefined) {
      throw new Error(`${version} was not built`);
    }
    return build;
  };
  const item: OneMachine['item'] = (version) => itemOf(buildOf(version), host.url);
  const write: OneMachine['write'] = (feed) => writeFeeds(site, feed);
  const publish: OneMachine['publish'] = async (versions, advisories = []) => {
    const items = await Promise.all(versions.map(item));
    await write((name) => feedXml({ identity: { ...IDENTITY, name }, items, advisories }));
  };
  await publish(['1.0.0']);
  const desktop = await createDesktop({
    folder: home,
    bucket: 7,
    feedBase: `${host.url}/updates`,
    install: buildOf('1.0.0').path,
    display: display.env.DISPLAY,
    env: facts.env ?? {},
  });
  return {
    desktop,
    host,
    item,
    write,
    put: (name, text) => writeFiles(site, { [name]: text }),
    publish,
    file: `/${path.basename(buildOf('1.1.0').path)}`,
    oldFile: `/${path.basename(buildOf('1.0.0').path)}`,
    installed: () => sha512(path.join(home, 'Notes.AppImage')),
    built: (version) => sha512(buildOf(version).path),
    pending: () => readdir(path.join(home, 'cache/notes-updater/pending')).catch(() => []),
    stored: (name) => readdir(path.join(home, 'config/Notes/phasegate', name)).catch(() => []),
    close: () => close({ desktop, host, display, folder }),
  };
}

/** The builds of a machine's app, made or found in the cache. */
export async function buildsFor({
  ownCode,
  more = [],
  ...facts
}: MachineFacts): Promise<readonly Build[]> {
  const runtime = await findElectron();
  const build = (versions: readonly string[], app?: string): Promise<readonly Build[]> => {
    const { root, inspectable = false } = facts;
    return buildVersions(versions, runtime, () => undefined, { root, inspectable, app });
  };
  return ownCode === undefined
    ? build([...VERSIONS, ...more])
    : [...(await build(['1.0.0', ...more])), ...(await build(['1.1.0'], ownCode))];
}

async function itemOf({ version, path: file }: Build, base: string): Promise<FeedItemFacts> {
  const { length } = await readFile(file);
  const url = `${base}/${path.basename(file)}`;
  return {
    version,
    packages: [{ url, length, sha512: await sha512(file), arch: 'x64', kind: 'AppImage' }],
  };
}

function writeFeeds(site: string, feed: (name: string) => Uint8Array | string): Promise<void> {
  const files = FEEDS.map((name) => [`updates/linux/${name}/appcast.xml`, feed(name)] as const);
  return writeFiles(site, Object.fromEntries(files));
}

async function sha512(file: string): Promise<string> {
  return createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
}

async function close(props: {
  readonly desktop: Desktop;
  readonly host: Pages;
  readonly display: Display;
  readonly folder: string;
}): Promise<void> {
  await props.desktop.stop();
  await props.host.close();
  await props.display.stop();
  await removeFolder(props.folder);
}
