import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  createRemote,
  removeFolder,
  servePublished,
  startPages,
  temporaryFolder,
} from '@phasegate/testkit';
import type { Pages, PublishedPages, Remote } from '@phasegate/testkit';
import { findElectron } from '../setup/electron-runtime.ts';
import { electronPackages, ensureSystemPackages } from '../setup/system-packages.ts';
import { startDisplay } from '../setup/virtual-display.ts';
import type { Display } from '../setup/virtual-display.ts';
import { buildVersions } from './builds.ts';
import type { Build } from './builds.ts';
import { createDesktop } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { createOperator } from './operator.ts';
import type { Operator } from './operator.ts';

/** A publisher and its users on one machine: a git remote, a host that serves it, a file host, built apps, a display. */
export interface Stage {
  readonly remote: Remote;
  /** Serves the remote's branch, as GitHub Pages does. */
  readonly site: PublishedPages;
  readonly feedBase: string;
  /** Serves the built files. */
  readonly files: Pages;
  readonly builds: readonly Build[];
  /** The release engineer at a work tree of the remote. */
  readonly operator: Operator;
  /** The address of a build on the file host. */
  readonly urlOf: (build: Build) => string;
  readonly desktop: (facts: {
    readonly bucket: number;
    readonly version: string;
    readonly env?: Readonly<Record<string, string>>;
  }) => Promise<Desktop>;
  readonly close: () => Promise<void>;
}

/** What a stage needs to know. */
export interface StageOptions {
  readonly versions: readonly string[];
  readonly headed?: boolean;
  readonly say: (line: string) => void;
}

/** Sets the stage; everything on it is real. Throws a SetupError when this machine cannot have it. */
export async function setStage({ versions, headed = false, say }: StageOptions): Promise<Stage> {
  await ensureSystemPackages(electronPackages);
  const runtime = await findElectron({ say });
  const builds = await buildVersions(versions, runtime, say);
  const display = await startDisplay({ headed });
  const folder = await temporaryFolder('stage');
  const remote = await createRemote();
  const site = await servePublished(remote);
  const files = await hostFiles(path.join(folder, 'files'), builds);
  const operator = createOperator(await remote.clone());
  const desktops: Desktop[] = [];
  const feedBase = `${site.url}/updates`;
  return {
    remote,
    site,
    feedBase,
    files,
    builds,
    operator,
    urlOf: (build) => `${files.url}/${path.basename(build.path)}`,
    desktop: async ({ bucket, version, env = {} }) => {
      const home = path.join(folder, `desktop-${desktops.length}-bucket-${bucket}`);
      const install = buildOf(builds, version).path;
      const desktop = await createDesktop({
        folder: home,
        bucket,
        feedBase,
        install,
        display: display.env.DISPLAY,
        env,
      });
      desktops.push(desktop);
      return desktop;
    },
    close: () => strike({ desktops, site, files, remote, display, folder }),
  };
}

/** The build of a version. */
export function buildOf(builds: readonly Build[], version: string): Build {
  const found = builds.find((build) => build.version === version);
  if (found === undefined) {
    throw new Error(`${version} was not built`);
  }
  return found;
}

async function hostFiles(folder: string, builds: readonly Build[]): Promise<Pages> {
  await mkdir(folder, { recursive: true });
  for (const build of builds) {
    await copyFile(build.path, path.join(folder, path.basename(build.path)));
  }
  return startPages({ root: folder });
}

async function strike(props: {
  readonly desktops: readonly Desktop[];
  readonly site: PublishedPages;
  readonly files: Pages;
  readonly remote: Remote;
  readonly display: Display;
  readonly folder: string;
}): Promise<void> {
  await Promise.all(props.desktops.map((desktop) => desktop.stop()));
  await props.site.close();
  await props.files.close();
  await props.remote.dispose();
  await props.display.stop();
  await removeFolder(props.folder);
}
