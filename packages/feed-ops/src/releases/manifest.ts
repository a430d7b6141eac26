import { posix } from 'node:path';

import { PACKAGE_KINDS, parseArch, parsePlatform, parseVersion } from '@phasegate/rollout';
import { parseSha512 } from '@phasegate/trust';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import type { NamedFile, NamedRelease } from './named-file.ts';

/** The name of a release manifest: what the hooks of electron-builder and Forge write beside the artifacts. */
export const MANIFEST = 'phasegate-release.json';

const SCHEMA = 'phasegate/release@1';

/** The text of a manifest; each file is named relative to the folder of the manifest. */
export function manifestText(version: string, files: readonly NamedFile[]): string {
  const listed = files.map(({ platform, arch, kind, path, length, sha512 }) => ({
    platform,
    arch,
    package: kind,
    file: path,
    length,
    sha512,
  }));
  return `${JSON.stringify({ schema: SCHEMA, version, files: listed }, null, 2)}\n`;
}

/** Reads a manifest; what is odd in it is refused, since whoever wrote it knows every fact. */
export function readManifest(text: string, name: string): Result<NamedRelease> {
  const next = 'build again, or use --file and --url';
  const json = objectIn(text);
  const { schema, version, files } = json;
  if (schema !== SCHEMA || typeof version !== 'string' || parseVersion(version) === undefined) {
    return refuse('bad-argument', `${name} is no release manifest (${SCHEMA})`, next);
  }
  const read = Array.isArray(files) ? files.map((one) => namedFile(one)) : [];
  const named = read.filter((one) => one !== undefined);
  if (named.length !== read.length || named.length === 0) {
    const at = read.indexOf(undefined);
    const which = at < 0 ? 'it names no file' : `its file ${at + 1} cannot be read`;
    return refuse('bad-argument', `${name} cannot be used: ${which}`, next);
  }
  return accept({ version, files: named, passedOver: [] });
}

/** Files of one build with those of an earlier one: one for each platform, architecture and format, the later one. */
export function joined(
  earlier: readonly NamedFile[],
  later: readonly NamedFile[],
): readonly NamedFile[] {
  const kept = earlier.filter((one) => !later.some((other) => samePlace(one, other)));
  return [...kept, ...later];
}

/** Whether two files are for the same machines, so that one takes the other's place. */
export function samePlace(
  a: Pick<NamedFile, 'platform' | 'arch' | 'kind'>,
  b: Pick<NamedFile, 'platform' | 'arch' | 'kind'>,
): boolean {
  return a.platform === b.platform && a.arch === b.arch && a.kind === b.kind;
}

function namedFile(value: unknown): NamedFile | undefined {
  const {
    platform: system,
    arch: processor,
    package: format,
    file,
    length,
    sha512,
  } = fieldsOf(value);
  const platform = parsePlatform(textOf(system));
  const arch = processor === undefined ? undefined : parseArch(textOf(processor));
  const kind = platform && PACKAGE_KINDS[platform].find((one) => one === format);
  const digest = parseSha512(textOf(sha512));
  const path = typeof file === 'string' && isBelow(file) ? file : undefined;
  const whole = Number.isSafeInteger(length) && Number(length) > 0;
  const known = processor === undefined || arch !== undefined;
  return platform === undefined ||
    kind === undefined ||
    digest === undefined ||
    path === undefined ||
    !whole ||
    !known
    ? undefined
    : {
        platform,
        arch,
        kind,
        path,
        url: posix.basename(path),
        length: Number(length),
        sha512: digest,
      };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Manifests name what lies beside or below them. */
function isBelow(path: string): boolean {
  return path.split('/').every((part) => /^(?!\.{1,2}$)[^\\\0]+$/.test(part));
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
