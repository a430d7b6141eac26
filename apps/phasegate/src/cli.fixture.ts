import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createRemote, git, gitEnvironment } from '@phasegate/testkit';
import type { Files, Remote } from '@phasegate/testkit';

/** What a run of the real process left. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The three entry points. */
export type Script = 'main' | 'rollback-release' | 'manage-rollout';

/** Starts the CLI as the root scripts do, from a folder, without a terminal. */
export function startCli(
  entryPoint: Script,
  folder: string,
  args: readonly string[],
): { readonly done: Promise<Ran>; readonly kill: (signal: NodeJS.Signals) => void } {
  const entry = fileURLToPath(new URL(`./${entryPoint}.ts`, import.meta.url));
  const env = { ...process.env, ...gitEnvironment(), INIT_CWD: folder, CI: '', NO_COLOR: '1' };
  const child = spawn(process.execPath, ['--conditions=source', entry, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const done = new Promise<Ran>((settle) => {
    child.on('close', (code) => {
      settle({
        code,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
  });
  return { done, kill: (signal) => child.kill(signal) };
}

/** Runs the CLI to its end. */
export function cli(folder: string, ...args: readonly string[]): Promise<Ran> {
  return startCli('main', folder, args).done;
}

/** Runs one of the specification's scripts to its end. */
export function script(
  name: Exclude<Script, 'main'>,
  folder: string,
  ...args: readonly string[]
): Promise<Ran> {
  return startCli(name, folder, args).done;
}

/** A remote with a product on it: 1.0.0 for everybody, and 1.1.0 at 10 % of linux. Each caller gets one of its own. */
export async function publishedProduct(): Promise<Product> {
  // Made once by the CLI itself; the ones after it begin with the same files.
  made ??= makeProduct();
  const remote = await createRemote({ files: await made });
  return { remote, folder: await remote.clone() };
}

/** A remote and a work tree of it. */
export interface Product {
  readonly remote: Remote;
  readonly folder: string;
}

let made: Promise<Files> | undefined;

async function makeProduct(): Promise<Files> {
  const remote = await createRemote();
  const folder = await remote.clone();
  const app = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', 'linux'];
  await must(cli(folder, 'init', '--unsigned', ...app));
  await addVersion(folder, '1.0.0');
  await must(cli(folder, 'rollout', 'start', '1.0.0', '--phase', '100', '--yes'));
  await addVersion(folder, '1.1.0');
  await must(cli(folder, 'rollout', 'start', '1.1.0'));
  const paths = (await git(folder, ['ls-files', '-z'])).split('\0').filter((path) => path !== '');
  const files: Record<string, string> = {};
  for (const path of paths) {
    files[path] = await readFile(join(folder, path), 'utf8');
  }
  await remote.dispose();
  return files;
}

/** Adds a release with a small file of its own. */
export async function addVersion(folder: string, version: string): Promise<void> {
  const files = join(folder, '.git', 'files');
  const file = join(files, `notes-${version}.AppImage`);
  await mkdir(files, { recursive: true });
  await writeFile(file, `notes ${version}`);
  const url = `https://example.com/notes-${version}.AppImage`;
  await must(
    cli(
      folder,
      'release',
      'add',
      version,
      '--platform',
      'linux',
      '--file',
      file,
      '--url',
      url,
      '--arch',
      'x64',
    ),
  );
}

/** A run that must end with 0. */
export async function must(run: Promise<Ran>): Promise<Ran> {
  const ran = await run;
  if (ran.code !== 0) {
    throw new Error(`exit ${ran.code}: ${ran.stderr}${ran.stdout}`);
  }
  return ran;
}
