import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { PackageFacts } from '@phasegate/appcast';
import { ARCHS, PACKAGE_KINDS, parseArch } from '@phasegate/rollout';
import type { Arch, PackageKind, Platform } from '@phasegate/rollout';

import { readUpdateFile } from './electron-builder.ts';
import type { UpdateFileEntry } from './electron-builder.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readPackageUrl } from '../request.ts';

/** Files of a release as an operator names them, in pairs; architectures for all or for none. */
export interface FilesTyped {
  readonly platform: Platform;
  /** Absolute. */
  readonly files: readonly string[];
  readonly urls: readonly string[];
  readonly archs: readonly string[];
}

/** Measures the files and describes them as packages. */
export async function packagesFrom(typed: FilesTyped): Promise<Result<readonly PackageFacts[]>> {
  const { files, urls, archs } = typed;
  if (files.length === 0 || files.length !== urls.length) {
    const said = `${files.length} --file and ${urls.length} --url were given; they go in pairs`;
    return refuse('bad-argument', said, 'give each file the address it is published at');
  }
  if (archs.length > 0 && archs.length !== files.length) {
    const said = `${archs.length} --arch were given for ${files.length} files`;
    return refuse('bad-argument', said, 'give each file its --arch, or none');
  }
  const packages: PackageFacts[] = [];
  for (const [at, file] of files.entries()) {
    const one = await packageFrom(typed.platform, { file, url: urls[at] ?? '', arch: archs[at] });
    if (!one.ok) {
      return one;
    }
    packages.push(one.value);
  }
  return accept(packages);
}

/** A file's length in bytes and its sha512 in base64. */
export async function measure(
  path: string,
): Promise<Result<{ readonly length: number; readonly sha512: string }>> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    return refuse('no-such-file', `${path} is no file`, 'check the path of --file');
  }
  const hash = createHash('sha512');
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
  }
  return length === 0
    ? refuse('wrong-length', `${path} is empty`, 'build it again')
    : accept({ length, sha512: hash.digest('base64') });
}

/** What `latest*.yml` of electron-builder says, checked against the files where they lie beside it. */
export async function packagesFromUpdateFile(
  path: string,
  facts: { readonly platform: Platform; readonly urlBase: string; readonly version: string },
): Promise<Result<readonly PackageFacts[]>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return refuse('no-such-file', `${path} cannot be read`, 'check the path of --from');
  }
  const read = readUpdateFile(text, basename(path));
  if (!read.ok) {
    return read;
  }
  if (read.value.version !== facts.version) {
    const said = `${basename(path)} is of version ${read.value.version}, not ${facts.version}`;
    return refuse('bad-argument', said, `phasegate release add ${read.value.version}`);
  }
  const packages: PackageFacts[] = [];
  for (const entry of read.value.files) {
    const kind = kindOf(entry.url, facts.platform);
    if (kind !== undefined) {
      const one = await checkedEntry(entry, {
        kind,
        folder: dirname(path),
        urlBase: facts.urlBase,
      });
      if (!one.ok) {
        return one;
      }
      packages.push(one.value);
    }
  }
  return packages.length > 0
    ? accept(packages)
    : refuse(
        'bad-argument',
        `${basename(path)} names no file that ${facts.platform} can install`,
        `it takes ${PACKAGE_KINDS[facts.platform].join(', ')}`,
      );
}

async function checkedEntry(
  { url, sha512, size }: UpdateFileEntry,
  facts: { readonly kind: PackageKind; readonly folder: string; readonly urlBase: string },
): Promise<Result<PackageFacts>> {
  const name = basename(url);
  const file = join(facts.folder, name);
  const beside = (await stat(file).catch(() => undefined))?.isFile() === true;
  const real = beside ? await measure(file) : undefined;
  if (real?.ok === false) {
    return real;
  }
  if (real !== undefined && real.value.length !== (size ?? real.value.length)) {
    const said = `${name} has ${real.value.length} bytes, the update file says ${size}`;
    return refuse('wrong-length', said, 'build both again; they do not belong together');
  }
  if (real !== undefined && real.value.sha512 !== sha512) {
    const said = `${name} has another sha512 than the update file says`;
    return refuse('wrong-digest', said, 'build both again; they do not belong together');
  }
  const length = real?.value.length ?? size;
  if (length === undefined) {
    const said = `The update file does not say how long ${name} is, and ${name} does not lie beside it`;
    return refuse('wrong-length', said, 'put the file beside the update file');
  }
  const address = /^https?:/.test(url)
    ? url
    : `${facts.urlBase.replace(/\/+$/, '')}/${encodeURIComponent(url)}`;
  const checked = readPackageUrl(address);
  return checked.ok
    ? accept({ url: checked.value, length, sha512, kind: facts.kind, arch: archIn(name) })
    : checked;
}

async function packageFrom(
  platform: Platform,
  {
    file,
    url,
    arch,
  }: { readonly file: string; readonly url: string; readonly arch: string | undefined },
): Promise<Result<PackageFacts>> {
  const address = readPackageUrl(url);
  if (!address.ok) {
    return address;
  }
  const known = arch === undefined ? undefined : parseArch(arch);
  if (arch !== undefined && known === undefined) {
    return refuse(
      'bad-argument',
      `"${arch}" is no architecture`,
      `write one of ${ARCHS.join(', ')}`,
    );
  }
  const kind = kindOf(file, platform) ?? kindOf(new URL(address.value).pathname, platform);
  if (kind === undefined) {
    const said = `${basename(file)} is nothing that ${platform} installs by itself`;
    return refuse('bad-argument', said, `it takes ${ENDINGS[platform].join(', ')}`);
  }
  const measured = await measure(file);
  return measured.ok
    ? accept({ url: address.value, ...measured.value, arch: known, kind })
    : measured;
}

const ENDINGS: Readonly<Record<Platform, readonly string[]>> = {
  macos: ['.zip'],
  windows: ['.exe'],
  linux: ['.AppImage', '.deb', '.rpm'],
};

function kindOf(name: string, platform: Platform): PackageKind | undefined {
  const at = ENDINGS[platform].findIndex((ending) =>
    name.toLowerCase().endsWith(ending.toLowerCase()),
  );
  return PACKAGE_KINDS[platform][at];
}

/** electron-builder writes the architecture into the name where there is more than one. */
function archIn(name: string): Arch | undefined {
  const words: Readonly<Record<string, Arch>> = {
    x64: 'x64',
    x86_64: 'x64',
    amd64: 'x64',
    arm64: 'arm64',
    aarch64: 'arm64',
    ia32: 'ia32',
    i386: 'ia32',
    i686: 'ia32',
    universal: 'universal',
  };
  const found = Object.keys(words).find((word) =>
    new RegExp(`(?:^|[-_.])${word}(?:[-_.]|$)`).test(name),
  );
  return found === undefined ? undefined : words[found];
}
