import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitEnvironment } from '@phasegate/testkit';
import { runCommand } from '../setup/run-command.ts';
import type { HookedBuild } from './hooked-build.ts';

/** What a build said, and how it ended. */
export interface BuildRun {
  readonly code: number | undefined;
  readonly said: string;
}

/** Builds a small app with electron-builder, whose hook writes a release manifest and adds the release where asked. */
export async function buildWithHook(
  folder: string,
  wanted: Pick<HookedBuild, 'version' | 'arch' | 'hook'>,
): Promise<BuildRun> {
  const projectDir = path.join(folder, 'app');
  const electronDist = path.join(folder, 'electron');
  await Promise.all([projectDir, electronDist].map((one) => mkdir(one, { recursive: true })));
  const manifest = { name: 'notes', version: '0.0.0', main: 'main.cjs', author: 'Example' };
  await writeFile(path.join(projectDir, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(projectDir, 'main.cjs'), '// Notes\n');
  await writeFile(path.join(electronDist, 'electron'), '');
  const outDir = path.join(folder, 'dist');
  const request: HookedBuild = { projectDir, outDir, electronDist, ...wanted };
  const program = path.join(import.meta.dirname, 'hooked-build.ts');
  const args = ['--conditions=source', program, JSON.stringify(request)];
  const result = await runCommand(process.execPath, args, {
    cwd: projectDir,
    timeoutMs: 5 * 60 * 1000,
    env: { ...process.env, ...gitEnvironment(), NO_COLOR: '1' },
  });
  return { code: result.code, said: `${result.stdout}${result.stderr}` };
}
