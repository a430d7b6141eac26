import { basename } from 'node:path';

import { archIn } from '@phasegate/feed-ops/artifacts';

import type { Artifact, Artifacts } from './artifact.ts';

/** What of electron-builder's `BuildResult` is looked at. */
export interface BuildResult {
  readonly outDir: string;
  readonly artifactPaths: readonly string[];
  readonly platformToTargets: ReadonlyMap<{ readonly name: string }, ReadonlyMap<string, object>>;
  readonly configuration: object;
}

/** The files of a build that the SDK installs. electron-builder says of none for which machines it is. */
export function artifactsOf(result: BuildResult): Artifacts {
  const taken: Artifact[] = [];
  const passedOver: string[] = [];
  for (const path of result.artifactPaths) {
    const name = basename(path);
    const platform = platformOf(name);
    if (platform === undefined) {
      continue;
    }
    const arch = archIn(name) ?? (platform === 'linux' ? defaultArch(result) : undefined);
    const why = arch === 'other' ? 'no client has its architecture' : unfit(path, platform, result);
    if (why !== undefined) {
      passedOver.push(`${name}: ${why}`);
    } else if (arch !== 'other') {
      taken.push({ path, platform, arch });
    }
  }
  return { taken, passedOver };
}

function platformOf(name: string): Artifact['platform'] | undefined {
  const [, ending] = /\.(appimage|deb|rpm|exe|zip)$/i.exec(name) ?? [];
  const platforms = { exe: 'windows', zip: 'macos' } as const;
  const word = ending?.toLowerCase();
  return word === undefined
    ? undefined
    : word === 'exe' || word === 'zip'
      ? platforms[word]
      : 'linux';
}

/** Why a file is not what it looks like: a portable app is no installer, and Linux has zips too. */
function unfit(
  path: string,
  platform: Artifact['platform'],
  { platformToTargets, artifactPaths }: BuildResult,
): string | undefined {
  const targets = (system: string): readonly string[] =>
    [...platformToTargets].flatMap(([{ name }, made]) => (name === system ? [...made.keys()] : []));
  if (platform === 'windows') {
    const [nsis, portable] = ['nsis', 'portable'].map((name) => targets('windows').includes(name));
    // Only what is updated has a block map beside it.
    const updated = !portable || artifactPaths.includes(`${path}.blockmap`);
    return nsis && updated ? undefined : 'it is no NSIS installer';
  }
  if (platform === 'macos') {
    const alone = !['windows', 'linux'].some((system) => targets(system).includes('zip'));
    const own = alone || /(?:^|[-_.])mac(?:[-_.]|$)/.test(basename(path));
    return targets('mac').includes('zip') && own ? undefined : 'it is not for macOS';
  }
  return undefined;
}

/** Of the architecture that stands in no name; x64 where nothing else is set. */
function defaultArch({ configuration }: BuildResult): Artifact['arch'] | 'other' {
  const { linux } = configuration as { linux?: { defaultArch?: unknown } | null };
  const named = linux?.defaultArch;
  return typeof named === 'string' ? archIn(named) : 'x64';
}

/** The app's version, as the packager that made a target has it. */
export function versionOf({ platformToTargets, configuration }: BuildResult): string {
  const { extraMetadata } = configuration as { extraMetadata?: { version?: unknown } | null };
  const packaged = [...platformToTargets.values()]
    .flatMap((targets) => [...targets.values()])
    .map((target) => (target as MadeBy).packager?.appInfo?.version);
  const version = packaged.find((one) => one !== undefined) ?? extraMetadata?.version;
  if (typeof version !== 'string') {
    throw new Error('phasegate: this electron-builder does not say which version it has built');
  }
  return version;
}

interface MadeBy {
  readonly packager?: { readonly appInfo?: { readonly version?: string } };
}
