import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleDemo } from '@phasegate/demo';
import type { BundleOptions } from '@phasegate/demo';
import { cacheRoot } from '../setup/cache-folder.ts';
import type { ElectronRuntime } from '../setup/electron-runtime.ts';
import { packageApp } from '../setup/package-app.ts';
import { wrapAsAppImage } from '../setup/self-extracting.ts';
import { sharedProgram } from '../setup/shared-program.ts';

/** One built version of the demo app: a single executable file. */
export interface Build {
  readonly version: string;
  readonly path: string;
}

/**
 * A restarted app is no child of ours; it is found again by the port that Chromium writes into the user data. A window
 * behind another one has to be painted as well, or no picture of it can be taken.
 */
const EXTRA_ARGS = [
  '--remote-debugging-port=0',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** What is special about some builds. */
export interface BuildFacts extends BundleOptions {
  /** Lets Playwright into the main process. */
  readonly inspectable?: boolean;
}

/** Builds the demo app once for each version, from the same source; builds of the same bytes are kept in the cache. */
export async function buildVersions(
  versions: readonly string[],
  runtime: ElectronRuntime,
  say: (line: string) => void,
  facts: BuildFacts = {},
): Promise<readonly Build[]> {
  const { inspectable = false, ...options } = facts;
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-build-'));
  try {
    const bundle = path.join(scratch, 'bundle');
    await bundleDemo(bundle, undefined, options);
    const kind = inspectable ? '-inspectable' : '';
    const folder = path.join(cacheRoot(), `demo-${await fingerprint(bundle, runtime)}${kind}`);
    const builds: Build[] = [];
    for (const version of versions) {
      const file = path.join(folder, `notes-${version}-x64.AppImage`);
      if (!(await exists(file))) {
        say(`packaging ${version}`);
        await build({ bundle, scratch, version, file, runtime, inspectable });
      }
      builds.push({ version, path: file });
    }
    return builds;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Order {
  readonly bundle: string;
  readonly scratch: string;
  readonly version: string;
  readonly file: string;
  readonly runtime: ElectronRuntime;
  readonly inspectable: boolean;
}

async function build(order: Order): Promise<void> {
  const { bundle, scratch, version, file, runtime, inspectable } = order;
  const packaged = await packageApp({
    appDir: bundle,
    outDir: path.join(scratch, version),
    version,
    productName: 'Notes',
    appId: 'com.example.notes',
    runtime,
    inspectable,
  });
  const wrapped = await wrapAsAppImage({
    appDir: packaged.dir,
    executableName: path.basename(packaged.executable),
    out: path.join(scratch, path.basename(file)),
    extraArgs: EXTRA_ARGS,
    runtimeDir: runtime.dist,
    program: await sharedProgram(packaged.executable),
  });
  await mkdir(path.dirname(file), { recursive: true });
  await copyFile(wrapped.path, `${file}.${process.pid}`);
  await rename(`${file}.${process.pid}`, file);
  await rm(path.join(scratch, version), { recursive: true, force: true });
}

/** Changes with the app's bundle, with the scripts that package it, and with the Electron it is packaged with. */
async function fingerprint(bundle: string, runtime: ElectronRuntime): Promise<string> {
  const hash = createHash('sha256').update(
    `${runtime.version} ${runtime.dist} ${EXTRA_ARGS.join(' ')}`,
  );
  const setup = path.join(import.meta.dirname, '../setup');
  for (const folder of [bundle, setup]) {
    for (const name of (await readdir(folder)).sort()) {
      if (!name.endsWith('.test.ts') && (await stat(path.join(folder, name))).isFile()) {
        hash.update(name).update(await readFile(path.join(folder, name)));
      }
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
