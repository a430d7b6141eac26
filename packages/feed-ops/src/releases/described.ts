import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { Platform } from '@phasegate/rollout';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { MANIFEST, readManifest } from './manifest.ts';
import type { NamedFile, NamedRelease } from './named-file.ts';
import { readUpdateFile, targetIn } from './update-file.ts';

/** A release as one file of a build describes it, and where that file lies. */
export interface Described extends NamedRelease {
  readonly name: string;
  readonly folder: string;
}

/** A named file with the folder of what names it. */
export interface PlacedFile extends NamedFile {
  readonly folder: string;
}

/** Reads what describes a build: files that are named, and those that a named folder holds. */
export async function describedIn(
  from: readonly string[],
  platforms: readonly Platform[] | undefined,
): Promise<Result<readonly Described[]>> {
  const all: Described[] = [];
  for (const path of from) {
    const folder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    const paths = folder ? await descriptionsIn(path) : [path];
    if (paths.length === 0) {
      const said = `${path} holds neither ${MANIFEST} nor an update file of electron-builder (latest*.yml)`;
      return refuse('no-such-file', said, 'name the folder that the build wrote to, as in dist');
    }
    // A file that is named alone is for the platform that is named with it; else its name decides.
    const alone = !folder && from.length === 1 && platforms?.length === 1;
    for (const one of paths) {
      const read = await describedBy(one, alone ? platforms[0] : undefined);
      if (!read.ok) {
        return read;
      }
      all.push(read.value);
    }
  }
  return accept(all);
}

async function descriptionsIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).sort();
  // `builder-debug.yml` is for whoever debugs electron-builder; app-update.yml goes into the app.
  const isUpdate = (name: string): boolean =>
    name.endsWith('.yml') && !/^(?:builder-|app-update|dev-app-update)/.test(name);
  return names
    .filter((name) => name === MANIFEST || isUpdate(name))
    .map((name) => join(folder, name));
}

async function describedBy(
  path: string,
  platform: Platform | undefined,
): Promise<Result<Described>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return refuse('no-such-file', `${path} cannot be read`, 'check the path of --from');
  }
  const name = basename(path);
  const target = targetIn(name);
  const named = platform === undefined || platform === target.platform;
  const read = name.endsWith('.json')
    ? readManifest(text, name)
    : readUpdateFile(text, name, named ? target : { platform, arch: undefined });
  return read.ok ? accept({ ...read.value, name, folder: dirname(path) }) : read;
}
