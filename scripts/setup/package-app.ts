import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElectronRuntime } from './electron-runtime.ts';
import { runCommand } from './run-command.ts';
import { SetupError } from './setup-error.ts';

/** What is packaged: a bundled app folder (package.json with `main`, no node_modules), and as which version of what. */
export interface PackageOptions {
  readonly appDir: string;
  readonly outDir: string;
  readonly version: string;
  readonly productName: string;
  readonly appId: string;
  readonly runtime: ElectronRuntime;
  /** Lets a debugger in, which what customers get does not. */
  readonly inspectable?: boolean;
}

/** A packaged app: its folder and the program in it (never named `electron`, or `app.isPackaged` would be false). */
export interface PackagedApp {
  readonly dir: string;
  readonly executable: string;
}

/** What crosses to the process that runs electron-builder, as JSON in its first argument. */
export interface BuilderRequest {
  readonly projectDir: string;
  readonly outDir: string;
  readonly version: string;
  readonly productName: string;
  readonly appId: string;
  readonly executableName: string;
  readonly electronDist: string;
  readonly electronVersion: string;
  readonly updateConfig: string;
  readonly inspectable: boolean;
}

/** The program's name for a product name: `Phasegate Notes` becomes `phasegate-notes`. */
export function executableNameFor(productName: string): string {
  const name = productName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return name === '' || name === 'electron' ? `${name}app` : name;
}

/** The text of the `app-update.yml` without which electron-updater refuses to download: where it may keep its files. */
export function updateConfigFor(productName: string): string {
  return `updaterCacheDirName: ${executableNameFor(productName)}-updater\n`;
}

/**
 * Packages an app folder for Linux with electron-builder: `outDir/linux-unpacked`, made anew. electron-builder runs
 * in a process of its own, so that its log is shown only when it fails and this process's folder and environment
 * (a pnpm workspace, which it would search for node_modules) are not its own. Throws a SetupError `package-failed`.
 */
export async function packageApp(options: PackageOptions): Promise<PackagedApp> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-package-'));
  try {
    const updateConfig = path.join(scratch, 'app-update.yml');
    await writeFile(updateConfig, updateConfigFor(options.productName));
    const request = builderRequest(options, updateConfig);
    const dir = await runBuilder(request);
    return { dir, executable: path.join(dir, request.executableName) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function builderRequest(options: PackageOptions, updateConfig: string): BuilderRequest {
  return {
    projectDir: path.resolve(options.appDir),
    outDir: path.resolve(options.outDir),
    version: options.version,
    productName: options.productName,
    appId: options.appId,
    executableName: executableNameFor(options.productName),
    electronDist: options.runtime.dist,
    electronVersion: options.runtime.version,
    updateConfig,
    inspectable: options.inspectable ?? false,
  };
}

async function runBuilder(request: BuilderRequest): Promise<string> {
  const program = path.join(import.meta.dirname, 'run-electron-builder.ts');
  const result = await runCommand(process.execPath, [program, JSON.stringify(request)], {
    cwd: request.projectDir,
    timeoutMs: 5 * 60 * 1000,
  });
  const dir = /^packaged: (.+)$/m.exec(result.stdout)?.[1];
  if (result.code === 0 && dir !== undefined) return dir;
  const said = `${result.stdout}${result.stderr}`.trim().split('\n').slice(-20).join('\n');
  const why = result.timedOut ? 'it did not finish within five minutes' : said;
  throw new SetupError(
    'package-failed',
    {
      problem: `electron-builder could not package ${request.productName} ${request.version}:\n${why}`,
      next: `Look at ${request.projectDir} and at the free space for ${request.outDir}, then run this again.`,
    },
    new Error(why),
  );
}
