import { basename } from 'node:path';

import type { PackageFacts } from '@phasegate/appcast';
import { ARCHS, parseArch } from '@phasegate/rollout';
import type { Arch, Platform } from '@phasegate/rollout';

import { isSparkleSignature } from '../keys/sparkle-key.ts';
import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readAll, readPackageUrl } from '../request.ts';
import { endingsOf, kindIn } from './artifact-name.ts';
import { measure } from './measure.ts';
import type { LocalFile } from './sparkle-signing.ts';

/** Files of a release as an operator names them, in pairs; architectures for all or for none. */
export interface FilesTyped {
  readonly platform: Platform;
  /** Absolute. */
  readonly files: readonly string[];
  readonly urls: readonly string[];
  readonly archs: readonly string[];
  /** Sparkle's signatures of them, for all or for none. */
  readonly edSignatures: readonly string[];
}

/** The same, measured. */
export interface MeasuredFiles {
  readonly packages: readonly PackageFacts[];
  /** By the addresses of the packages. */
  readonly files: Readonly<Record<string, LocalFile>>;
}

/** Measures the files and describes them as packages. */
export async function packagesFrom(typed: FilesTyped): Promise<Result<MeasuredFiles>> {
  const { files, urls } = typed;
  if (files.length === 0 || files.length !== urls.length) {
    const said = `${files.length} --file and ${urls.length} --url were given; they go in pairs`;
    return refuse('bad-argument', said, 'give each file the address it is published at');
  }
  const archs = readArchs(typed);
  if (!archs.ok) {
    return archs;
  }
  const signatures = readSignatures(typed);
  if (!signatures.ok) {
    return signatures;
  }
  const packages: PackageFacts[] = [];
  const local: Record<string, LocalFile> = {};
  for (const [at, file] of files.entries()) {
    const where = { file, url: urls[at] ?? '', arch: archs.value[at] };
    const one = await packageFrom(typed.platform, where);
    if (!one.ok) {
      return one;
    }
    packages.push(one.value);
    local[one.value.url] = { path: file, edSignature: signatures.value[at] };
  }
  return accept({ packages, files: local });
}

function readArchs({ files, archs }: FilesTyped): Result<readonly Arch[]> {
  if (archs.length > 0 && archs.length !== files.length) {
    const said = `${archs.length} --arch were given for ${files.length} files`;
    return refuse('bad-argument', said, 'give each file its --arch, or none');
  }
  return readAll(archs, (text) => {
    const arch = parseArch(text);
    const next = `write one of ${ARCHS.join(', ')}`;
    return arch === undefined
      ? refuse('bad-argument', `"${text}" is no architecture`, next)
      : accept(arch);
  });
}

function readSignatures({ files, edSignatures }: FilesTyped): Result<readonly string[]> {
  if (edSignatures.length > 0 && edSignatures.length !== files.length) {
    const said = `${edSignatures.length} --ed-signature were given for ${files.length} files`;
    return refuse('bad-argument', said, 'give each file its --ed-signature, or none');
  }
  return readAll(edSignatures, (text) =>
    isSparkleSignature(text)
      ? accept(text)
      : refuse(
          'bad-argument',
          `"${oneLine(text, 100)}" is no signature: it has to be base64 of 64 bytes`,
          'give what sign_update -p FILE prints',
        ),
  );
}

async function packageFrom(
  platform: Platform,
  facts: { readonly file: string; readonly url: string; readonly arch: Arch | undefined },
): Promise<Result<PackageFacts>> {
  const { file, arch } = facts;
  const address = readPackageUrl(facts.url);
  if (!address.ok) {
    return address;
  }
  const url = address.value;
  const kind = kindIn(file, platform) ?? kindIn(new URL(url).pathname, platform);
  if (kind === undefined) {
    const said = `${basename(file)} is nothing that ${platform} installs by itself`;
    return refuse('bad-argument', said, `it takes ${endingsOf(platform).join(', ')}`);
  }
  const measured = await measure(file);
  return measured.ok ? accept({ url, ...measured.value, arch, kind }) : measured;
}
