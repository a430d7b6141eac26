import { filesText, writeManifest } from './artifact.ts';
import { artifactsOf, versionOf } from './builder-artifacts.ts';
import type { BuildResult } from './builder-artifacts.ts';
import { addWhereAsked } from './release-add.ts';
import type { HookOptions } from './release-add.ts';

export type { BuildResult } from './builder-artifacts.ts';
export type { HookOptions } from './release-add.ts';

/** A hook for electron-builder's `afterAllArtifactBuild`; nothing more is published for it. */
export type AfterAllArtifactBuild = (result: BuildResult) => Promise<string[]>;

/** The hook with options: where the feeds are, and where the files will be. */
export function phasegate(options: HookOptions): AfterAllArtifactBuild {
  return async (result) => {
    const { taken, passedOver } = artifactsOf(result);
    for (const what of passedOver) {
      console.warn(`phasegate: not taken: ${what}`);
    }
    if (taken.length > 0) {
      const manifest = await writeManifest(result.outDir, versionOf(result), taken);
      console.log(`phasegate: ${filesText(taken.length)} in ${manifest}`);
      await addWhereAsked(manifest, options);
    }
    return [];
  };
}

/** The hook without options, for `afterAllArtifactBuild: '@phasegate/cli/electron-builder'`: it writes the manifest. */
export const afterAllArtifactBuild: AfterAllArtifactBuild = phasegate({});
