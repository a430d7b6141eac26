import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import {
  joined,
  kindIn,
  MANIFEST,
  manifestText,
  measure,
  readManifest,
} from '@phasegate/feed-ops/artifacts';
import type { NamedFile } from '@phasegate/feed-ops/artifacts';

/** A file that a build has made, and for which machines. */
export interface Artifact {
  /** Absolute. */
  readonly path: string;
  readonly platform: NamedFile['platform'];
  /** `undefined`: any. */
  readonly arch: NamedFile['arch'];
}

/** What of a build goes into a release. */
export interface Artifacts {
  readonly taken: readonly Artifact[];
  /** What does not, though its ending looks like it, in words. */
  readonly passedOver: readonly string[];
}

/**
 * Writes `phasegate-release.json` beside the artifacts and gives its path. What an earlier build of the same version
 * has put there for other machines stays, so that one build for each architecture comes to one manifest.
 */
export async function writeManifest(
  folder: string,
  version: string,
  artifacts: readonly Artifact[],
): Promise<string> {
  const files: NamedFile[] = [];
  for (const one of artifacts) {
    files.push(await namedFile(folder, one));
  }
  const path = join(folder, MANIFEST);
  const earlier = await earlierFiles(path, version);
  await writeFile(`${path}.part`, manifestText(version, joined(earlier, files)));
  await rename(`${path}.part`, path);
  return path;
}

/** `1 file`, `2 files`. */
export function filesText(count: number): string {
  return `${count} file${count === 1 ? '' : 's'}`;
}

async function namedFile(folder: string, { path, platform, arch }: Artifact): Promise<NamedFile> {
  const kind = kindIn(path, platform);
  const measured = await measure(path);
  if (!measured.ok || kind === undefined) {
    throw new Error(
      `phasegate: ${measured.ok ? `${path} is no installer` : measured.refusal.message}`,
    );
  }
  const below = relative(folder, path).split(sep).join('/');
  return { platform, arch, kind, path: below, url: below, ...measured.value };
}

/** What cannot be read, or is of another version, is of an earlier build: it is written anew. */
async function earlierFiles(path: string, version: string): Promise<readonly NamedFile[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const read = readManifest(text, path);
  return read.ok && read.value.version === version ? read.value.files : [];
}
