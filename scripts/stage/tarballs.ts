import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../setup/run-command.ts';
import type { CommandOptions, CommandResult } from '../setup/run-command.ts';

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly path: string;
  /** Its folder in this repository, from the root. */
  readonly folder: string;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Every package that is published, with its folder: those of the workspace that are not private. */
export async function publishedPackages(): Promise<readonly Omit<Tarball, 'path'>[]> {
  const folders = await Promise.all(
    ['packages', 'apps'].map(async (parent) =>
      (await readdir(path.join(root, parent))).map((name) => `${parent}/${name}`),
    ),
  );
  const found = await Promise.all(
    folders.flat().map(async (folder) => ({ folder, ...(await manifestIn(folder)) })),
  );
  return found
    .filter((one) => one.private !== true)
    .map(({ folder, name, version }) => ({ folder, name, version }));
}

/** Builds once and packs every package that is published into `outDir`, as `pnpm publish` would. Throws with the log. */
export async function packTarballs(outDir: string): Promise<readonly Tarball[]> {
  await succeeded('tsc', ['-b']);
  await succeeded('node', ['--conditions=source', 'packages/agent-electron/build.ts']);
  const packages = await publishedPackages();
  const filters = packages.map(({ folder }) => `--filter=./${folder}`);
  const pack = ['pack', '--pack-destination', outDir];
  await succeeded('npx', ['--yes', 'pnpm@12.21.0', '-r', ...filters, ...pack]);
  return packages.map((one) => ({ ...one, path: path.join(outDir, tarballName(one)) }));
}

/** The environment with this repository's own Node and tools first, whatever Node runs the tests. */
export const ownTools: NodeJS.ProcessEnv = {
  ...withoutScriptOf(process.env),
  PATH: `${path.join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
  // `--conditions=source` is for this repository alone.
  NODE_OPTIONS: '',
};

/** Without what a package manager tells the scripts it runs: the tools below would take themselves for run by it. */
function withoutScriptOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const told = /^npm_(?:config_user_agent|execpath|node_execpath|command|lifecycle_|package_)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !told.test(name)));
}

/** Runs a program in the root of the repository or elsewhere. Throws with what it said where it fails. */
export async function succeeded(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const result = await runCommand(command, args, {
    cwd: root,
    env: ownTools,
    timeoutMs: 300_000,
    ...options,
  });
  if (result.code !== 0) {
    const said = `${result.stdout}${result.stderr}`.slice(-6_000);
    throw new Error(`${command} ${args.join(' ')} failed (${result.code}):\n${said}`);
  }
  return result;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

async function manifestIn(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

function tarballName({ name, version }: Pick<Tarball, 'name' | 'version'>): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}
