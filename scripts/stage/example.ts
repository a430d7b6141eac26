import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronRuntime } from '../setup/electron-runtime.ts';
import { electronZipFolder } from './electron-zip.ts';
import { ownTools, succeeded } from './tarballs.ts';
import type { Tarball } from './tarballs.ts';

/** The apps in `examples/`. */
export type ExampleName = 'electron-builder' | 'electron-forge';

/** How an example is built: outside the repository, from the packed SDK, for a feed of the test. */
export interface ExampleFacts {
  /** Where the copy goes. */
  readonly folder: string;
  readonly sdk: Tarball;
  readonly runtime: ElectronRuntime;
  /** What takes the place of `update-settings.json`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The text of the root that takes the place of `1.root.json`. */
  readonly root: string;
}

/** A packaged example: its folder and the program in it. */
export interface BuiltExample {
  readonly dir: string;
  readonly executable: string;
}

const examples = path.resolve(import.meta.dirname, '../../examples');

/**
 * Copies an example, installs the SDK from its tarball and packages the app with the example's own tool. Nothing but
 * the registry is asked: the Electron at hand takes the place of the one that would be downloaded.
 */
export async function buildExample(name: ExampleName, facts: ExampleFacts): Promise<BuiltExample> {
  const { folder, sdk, runtime, settings, root } = facts;
  await cp(path.join(examples, name), folder, { recursive: true, filter: isSource });
  await writeFile(path.join(folder, 'src/update-settings.json'), JSON.stringify(settings));
  await writeFile(path.join(folder, 'src/1.root.json'), root);
  await pin(folder, { sdk, electron: runtime.version });
  await run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  const dir = await PACKAGERS[name](folder, runtime);
  return { dir, executable: path.join(dir, 'notes') };
}

type Packager = (folder: string, runtime: ElectronRuntime) => Promise<string>;

const PACKAGERS: Readonly<Record<ExampleName, Packager>> = {
  'electron-builder': async (folder, { dist, version }) => {
    const electron = [`-c.electronDist=${dist}`, `-c.electronVersion=${version}`];
    await run(folder, 'npm', ['run', 'package', '--', ...electron]);
    return path.join(folder, 'dist/linux-unpacked');
  },
  'electron-forge': async (folder, runtime) => {
    const own = path.join(folder, 'forge.config.mjs');
    await rename(own, path.join(folder, 'forge.config.example.mjs'));
    await writeFile(own, forgeConfig(await electronZipFolder(runtime)));
    await run(folder, 'npm', ['run', 'package']);
    const out = path.join(folder, 'out');
    const [made = ''] = await readdir(out);
    return path.join(out, made);
  },
};

/** The example's configuration, and where the zip of Electron lies. */
function forgeConfig(electronZipDir: string): string {
  return `import example from './forge.config.example.mjs';
const packagerConfig = { ...example.packagerConfig, electronZipDir: ${JSON.stringify(electronZipDir)} };
export default { ...example, packagerConfig };
`;
}

/** What a developer's own try has left behind is not part of the example. */
function isSource(file: string): boolean {
  return !['node_modules', 'dist', 'out', 'package-lock.json'].includes(path.basename(file));
}

async function pin(
  folder: string,
  { sdk, electron }: { readonly sdk: Tarball; readonly electron: string },
): Promise<void> {
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, object>;
  const dependencies = { ...manifest['dependencies'], [sdk.name]: `file:${sdk.path}` };
  const devDependencies = { ...manifest['devDependencies'], electron };
  await writeFile(file, JSON.stringify({ ...manifest, dependencies, devDependencies }));
}

async function run(cwd: string, command: string, args: readonly string[]): Promise<void> {
  await succeeded(command, args, { cwd, env: { ...ownTools, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } });
}
