import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Installers, Logger, Target, VerifiedInstaller } from '@phasegate/agent';
import { createInstallerStore } from '@phasegate/agent/node';
import { removeFolder, sampleRelease, startPages, temporaryFolder } from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { createInstallers } from './installers.ts';
import { plainApp, recordingScript, targetOf } from './updaters.fixture.ts';
import type { PlainApp, UpdaterName } from './updaters.fixture.ts';

/** A machine on 1.1.0 with one of electron-updater's updaters, which has downloaded its target. */
export interface Machine {
  readonly app: PlainApp;
  readonly installers: Installers;
  readonly target: Target;
  readonly installer: VerifiedInstaller;
  readonly install: (restart: boolean) => Promise<void>;
  readonly names: (folder: 'downloads' | 'kept') => Promise<readonly string[]>;
}

/** What is special about it. */
export interface Wish {
  readonly direction?: Target['direction'];
  /** More lines of app-update.yml. */
  readonly config?: string;
  /** The file that runs. */
  readonly running?: string;
  /** What the target's file holds; a program that writes down its call if not given. */
  readonly content?: (version: string) => Promise<Uint8Array>;
}

/** A host, and a folder with everything of one machine in it. */
export interface Bench {
  readonly folder: string;
  /** Goes before the system's own programs. */
  readonly bin: string;
  /** Where programs write down how they were called. */
  readonly record: string;
  readonly pages: Pages;
  /** Makes a machine; its target is 1.2.0, or 1.0.0 on the way back. */
  readonly downloaded: (name: UpdaterName, wish?: Wish) => Promise<Machine>;
  readonly publish: (
    direction: Target['direction'],
    version: string,
    kind: string,
    content?: Uint8Array,
  ) => Promise<Target>;
  readonly close: () => Promise<void>;
}

const KINDS: Readonly<Record<UpdaterName, string>> = {
  AppImageUpdater: 'AppImage',
  DebUpdater: 'deb',
  MacUpdater: 'zip',
  NsisUpdater: 'nsis',
  RpmUpdater: 'rpm',
};
const nothing = (): void => undefined;
const log: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Opens it. */
export async function openBench(): Promise<Bench> {
  const folder = await temporaryFolder('installers');
  const record = path.join(folder, 'record');
  const pages = await startPages({ root: folder });
  const publish: Bench['publish'] = async (direction, version, kind, given) => {
    const content = given ?? Buffer.from(recordingScript(`installer-${version}`, record));
    const made = await sampleRelease({ version, folder, url: pages.url, content, kind });
    return targetOf(direction, version, { ...made, kind });
  };
  return {
    folder,
    bin: path.join(folder, 'bin'),
    record,
    pages,
    publish,
    downloaded: async (name, wish = {}) => {
      const { direction = 'forward' } = wish;
      const version = direction === 'back' ? '1.0.0' : '1.2.0';
      const content = await wish.content?.(version);
      const target = await publish(direction, version, KINDS[name], content);
      return machineOn(folder, name, { ...wish, target });
    },
    close: async () => {
      await pages.close();
      await removeFolder(folder);
    },
  };
}

async function machineOn(
  folder: string,
  name: UpdaterName,
  { target, config = '', running }: Wish & { readonly target: Target },
): Promise<Machine> {
  const app = await plainApp(name, folder, { version: '1.1.0', config });
  const own = path.join(folder, 'phasegate');
  const installers = createInstallers({
    log,
    folder: own,
    store: createInstallerStore({ fetch, allowLoopbackHttp: true, folder: own, log }),
    load: () => Promise.resolve(app.updater),
    running: { file: running, version: '1.1.0' },
    versionForced: false,
    quitAndInstall: app.quitAndInstall,
  });
  const installer = await bring(installers, target);
  return {
    app,
    installers,
    target,
    installer,
    install: (restart) => installers.install(target, installer, { restart }),
    names: (of) => readdir(path.join(own, of)).catch(() => []),
  };
}

/** Downloads to the end. */
export function bring(installers: Installers, target: Target): Promise<VerifiedInstaller> {
  return installers.download(target, nothing, new AbortController().signal);
}
