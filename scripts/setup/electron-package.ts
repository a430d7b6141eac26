import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './run-command.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** An unpacked Electron on disk: its folder, the program in it, and its version. */
export interface ElectronFiles {
  readonly dist: string;
  readonly executable: string;
  readonly version: string;
}

/** Where Electron's program lies inside a dist folder, for each platform that Electron is made for. */
export function programPath(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The version that an Electron dist folder names in its `version` file, or undefined where there is none. */
export async function versionIn(dist: string): Promise<string | undefined> {
  const text = await readText(path.join(dist, 'version'));
  return text?.trim().replace(/^v/, '');
}

/** The runtime that the `electron` npm package has unpacked beside itself, or undefined when it has none (yet). */
export async function findInPackage(packageDir: string): Promise<ElectronFiles | undefined> {
  // The package's own installer writes path.txt last: without it, dist may be half unpacked.
  const program = await readText(path.join(packageDir, 'path.txt'));
  if (program === undefined) return undefined;
  const dist = path.join(packageDir, 'dist');
  const executable = path.join(dist, program.trim());
  const version = await versionIn(dist);
  return version !== undefined && existsSync(executable)
    ? { dist, executable, version }
    : undefined;
}

/** What a download attempt needs: the `electron` package's folder, where to remember a failure, a time limit in ms. */
export interface DownloadAttempt {
  readonly packageDir: string;
  readonly cache: string;
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly now: number;
}

/** How the package's own download ended; `skipped` when it failed less than a day ago and was not tried again. */
export type DownloadOutcome =
  | { readonly kind: 'done'; readonly files: ElectronFiles }
  | { readonly kind: 'failed' | 'skipped'; readonly reason: string };

/** Lets the `electron` package download its runtime, within a time limit; a failure is remembered for a day. */
export async function downloadByPackage(attempt: DownloadAttempt): Promise<DownloadOutcome> {
  const installer = path.join(attempt.packageDir, 'install.js');
  if (!existsSync(installer)) {
    return { kind: 'skipped', reason: 'the npm package "electron" is not installed' };
  }
  const memory = path.join(attempt.cache, 'electron-download-failed.json');
  const remembered = await rememberedFailure(memory, attempt.now);
  if (remembered !== undefined) return { kind: 'skipped', reason: remembered };
  const result = await runCommand(process.execPath, [installer], {
    timeoutMs: attempt.timeoutMs,
    env: attempt.env,
  });
  const files = await findInPackage(attempt.packageDir);
  if (files !== undefined) {
    await rm(memory, { force: true });
    return { kind: 'done', files };
  }
  const reason = result.timedOut
    ? `no answer or not finished within ${attempt.timeoutMs / 1000} s`
    : firstLine(result.stderr);
  await remember(memory, { at: attempt.now, reason });
  return { kind: 'failed', reason };
}

async function rememberedFailure(file: string, now: number): Promise<string | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    const { at, reason } = JSON.parse(text) as { at?: unknown; reason?: unknown };
    const fresh = typeof at === 'number' && at <= now && now - at < dayMs;
    return fresh ? `failed earlier today: ${String(reason)}` : undefined;
  } catch {
    return undefined;
  }
}

/** Best effort: a memory that cannot be written costs the next run one more attempt, nothing else. */
async function remember(file: string, failure: { at: number; reason: string }): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(failure));
  } catch {
    return;
  }
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'no message'
  );
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
