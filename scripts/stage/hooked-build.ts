/** The process that `buildWithHook` starts: electron-builder itself, with the hook of `@phasegate/cli`. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { phasegate } from '@phasegate/cli/electron-builder';
import type { HookOptions } from '@phasegate/cli/electron-builder';
import { Arch, build, Platform } from 'electron-builder';
import type { Configuration } from 'electron-builder';

/** What crosses to this process, as JSON in its first argument. */
export interface HookedBuild {
  readonly projectDir: string;
  readonly outDir: string;
  readonly version: string;
  readonly arch: 'x64' | 'arm64';
  /** A folder in Electron's place: what is built is not started. */
  readonly electronDist: string;
  readonly hook: HookOptions;
}

const request = JSON.parse(process.argv[2] ?? '{}') as HookedBuild;
const { projectDir, outDir, version, arch, electronDist, hook } = request;

const config: Configuration = {
  appId: 'com.example.notes',
  productName: 'Notes',
  directories: { output: outDir },
  files: ['**/*'],
  electronDist,
  electronVersion: '45.0.0',
  extraMetadata: { version },
  publish: null,
  beforeBuild: () => Promise.resolve(false),
  // Every target that makes a file fetches its tools from GitHub. What they do then is done here: tell the packager.
  afterPack: async ({ packager }) => {
    const suffix = arch === 'x64' ? '' : `-${arch}`;
    const file = path.join(outDir, `Notes-${version}${suffix}.AppImage`);
    const content = createHash('sha512').update(path.basename(file)).digest('hex');
    await mkdir(outDir, { recursive: true });
    await writeFile(file, content);
    const made = { file, target: null, arch: Arch[arch], packager, safeArtifactName: null };
    await packager.info.emitArtifactBuildCompleted(made);
  },
  afterAllArtifactBuild: phasegate(hook),
};

await build({
  targets: Platform.LINUX.createTarget(['dir'], Arch[arch]),
  projectDir,
  publish: 'never',
  config,
});
