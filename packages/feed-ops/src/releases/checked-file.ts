import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { PackageFacts } from '@phasegate/appcast';
import type { Version } from '@phasegate/rollout';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import type { PlacedFile } from './described.ts';
import { isFile, measure } from './measure.ts';
import { packageUrl } from './url-base.ts';

/** A package, and where its file lies, if it is at hand. */
export interface CheckedFile {
  readonly facts: PackageFacts;
  readonly path: string | undefined;
}

/** A package as it will stand in the feeds; where its file is at hand, the file itself has to be what was described. */
export async function checkedFile(
  named: PlacedFile,
  { urlBase, version }: { readonly urlBase: string; readonly version: Version },
): Promise<Result<CheckedFile>> {
  const file = await fileOf(join(named.folder, named.path));
  const real = file === undefined ? undefined : await measure(file);
  if (real?.ok === false) {
    return real;
  }
  const length = real?.value.length ?? named.length;
  const next = 'build both again; they do not belong together';
  if (length === undefined) {
    const said = `Nothing says how long ${named.path} is, and it does not lie beside its description`;
    return refuse('wrong-length', said, 'put the file beside the update file');
  }
  if (length !== (named.length ?? length)) {
    const said = `${named.path} has ${length} bytes, its description says ${named.length}`;
    return refuse('wrong-length', said, next);
  }
  const { arch, kind, sha512 } = named;
  if (real !== undefined && real.value.sha512 !== sha512) {
    const said = `${named.path} has another sha512 than its description says`;
    return refuse('wrong-digest', said, next);
  }
  const url = packageUrl(urlBase, named.url, { version, platform: named.platform });
  return url.ok
    ? accept({ facts: { url: url.value, length, sha512, kind, arch }, path: file })
    : url;
}

/** For GitHub, electron-builder writes `Notes-Setup-1.1.0.exe` where the file is `Notes Setup 1.1.0.exe`. */
async function fileOf(path: string): Promise<string | undefined> {
  if (await isFile(path)) {
    return path;
  }
  const names = await readdir(dirname(path)).catch(() => []);
  const spaced = names
    .filter((name) => name.includes(' '))
    .map((name) => ({ name: join(dirname(path), name), dashed: name.replaceAll(' ', '-') }));
  return spaced.find(({ dashed }) => join(dirname(path), dashed) === path)?.name;
}
