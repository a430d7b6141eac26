import { basename, dirname } from 'node:path';

import { archIn, kindIn } from '@phasegate/feed-ops/artifacts';

import type { Artifact, Artifacts } from './artifact.ts';

/** What of Electron Forge's make results is looked at. */
export interface MakeResult {
  readonly artifacts: readonly string[];
  readonly packageJSON: { readonly version?: unknown };
  readonly platform: string;
  readonly arch: string;
}

const PLATFORMS: Readonly<Record<string, Artifact['platform']>> = {
  darwin: 'macos',
  win32: 'windows',
  linux: 'linux',
};

/** The files of make results that the SDK installs. */
export function artifactsOf(results: readonly MakeResult[]): Artifacts {
  const taken: Artifact[] = [];
  const passedOver: string[] = [];
  for (const { artifacts, platform: system, arch: processor } of results) {
    const platform = PLATFORMS[system];
    const arch = archIn(processor);
    // Squirrel.Windows makes an .exe as well, which is no NSIS installer; RELEASES lies beside it.
    const squirrel = artifacts.some((path) => /^RELEASES$|\.nupkg$/.test(basename(path)));
    for (const path of artifacts) {
      const kind = platform && kindIn(path, platform);
      if (kind === undefined || arch === 'other' || arch === undefined || squirrel) {
        passedOver.push(`${basename(path)}: no client installs it on ${system} ${processor}`);
      } else if (platform !== undefined) {
        taken.push({ path, platform, arch });
      }
    }
  }
  return { taken, passedOver };
}

/** The folder that Forge makes everything in, `out/make`; the same for each platform and architecture. */
export function makeFolderOf(artifacts: readonly Artifact[]): string {
  const [first] = artifacts;
  let folder = dirname(first?.path ?? '');
  while (basename(folder) !== 'make') {
    const above = dirname(folder);
    if (above === folder) {
      throw new Error(`phasegate: ${first?.path ?? 'nothing'} lies in no folder "make"`);
    }
    folder = above;
  }
  return folder;
}

/** The version that was made. */
export function versionOf(results: readonly MakeResult[]): string {
  const version = results[0]?.packageJSON.version;
  if (typeof version !== 'string') {
    throw new Error('phasegate: the package.json of the app says no version');
  }
  return version;
}
