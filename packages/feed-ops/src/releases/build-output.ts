import type { PackageFacts } from '@phasegate/appcast';
import type { Platform, Version } from '@phasegate/rollout';

import type { PlatformPackages } from '../command.ts';
import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readVersion } from '../request.ts';
import { endingsOf } from './artifact-name.ts';
import { checkedFile } from './checked-file.ts';
import { describedIn } from './described.ts';
import type { Described, PlacedFile } from './described.ts';
import { joined, samePlace } from './manifest.ts';
import type { NamedFile } from './named-file.ts';
import type { LocalFile } from './sparkle-signing.ts';

/** What a build left: a release for one platform or several. */
export interface BuildOutput {
  readonly version: Version;
  readonly packages: PlatformPackages;
  /** The files that are at hand, by their addresses. */
  readonly files: Readonly<Record<string, LocalFile>>;
  /** What was found and not taken, in words. */
  readonly passedOver: readonly string[];
}

/** Where a build's output is, and what of it is wanted. */
export interface OutputTyped {
  /** Absolute: a folder, or update files and manifests. */
  readonly from: readonly string[];
  readonly urlBase: string;
  /** `undefined`: the one that is found. */
  readonly version: Version | undefined;
  /** `undefined`: all that are found. */
  readonly platforms: readonly Platform[] | undefined;
}

/** Finds what a build describes, and checks every file that lies beside its description. */
export async function readBuildOutput(typed: OutputTyped): Promise<Result<BuildOutput>> {
  const described = await describedIn(typed.from, typed.platforms);
  if (!described.ok) {
    return described;
  }
  const version = versionOf(described.value, typed.version);
  if (!version.ok) {
    return version;
  }
  const wanted = described.value.filter((one) => one.version === version.value);
  const others = described.value.filter((one) => one.version !== version.value);
  const files = wanted.reduce<readonly PlacedFile[]>((all, one) => joinedPlaced(all, one), []);
  const conflict = apart(wanted);
  if (conflict !== undefined) {
    return conflict;
  }
  const chosen = files.filter(({ platform }) => typed.platforms?.includes(platform) ?? true);
  if (chosen.length === 0) {
    return nothingIn(typed, wanted);
  }
  const packages = await checkedAll(chosen, { urlBase: typed.urlBase, version: version.value });
  const passedOver = [
    ...wanted.flatMap((one) => one.passedOver),
    ...others.map((one) => `${one.name} is of version ${oneLine(one.version, 64)}`),
  ];
  return packages.ok ? accept({ version: version.value, ...packages.value, passedOver }) : packages;
}

function versionOf(described: readonly Described[], wanted: Version | undefined): Result<Version> {
  const found = [...new Set(described.map(({ version }) => version))];
  const list = described.map((one) => `${oneLine(one.version, 64)} (${one.name})`).join(', ');
  if (wanted !== undefined) {
    const next = `phasegate release add ${oneLine(found[0] ?? '', 64)}, if that is the one`;
    return found.includes(wanted)
      ? accept(wanted)
      : refuse('bad-argument', `The build is of version ${list}, not ${wanted}`, next);
  }
  const [only = ''] = found;
  return found.length === 1
    ? readVersion(only)
    : refuse('bad-argument', `The build holds several versions: ${list}`, 'name the one to add');
}

function joinedPlaced(
  all: readonly PlacedFile[],
  { files, folder }: Described,
): readonly PlacedFile[] {
  return joined(
    all,
    files.map((one) => ({ ...one, folder })),
  ) as readonly PlacedFile[];
}

/** The same place described twice is fine (`beta.yml` beside `latest.yml`), as long as both say the same. */
function apart(described: readonly Described[]): ReturnType<typeof refuse> | undefined {
  const files = described.flatMap((one) => one.files.map((file) => ({ ...file, by: one.name })));
  const pair = files.flatMap((one, at) =>
    files
      .slice(at + 1)
      .filter((other) => samePlace(one, other) && one.sha512 !== other.sha512)
      .map((other) => ({ one, other })),
  )[0];
  return pair === undefined
    ? undefined
    : refuse(
        'wrong-digest',
        `${pair.one.by} and ${pair.other.by} name different files for ${placeText(pair.one)}`,
        'empty the folder and build again',
      );
}

/** `linux arm64 AppImage`. */
function placeText({ platform, arch, kind }: NamedFile): string {
  return [platform, arch, kind].filter((word) => word !== undefined).join(' ');
}

function nothingIn(
  { platforms }: OutputTyped,
  described: readonly Described[],
): ReturnType<typeof refuse> {
  const names = described.map(({ name }) => name).join(', ');
  const where = platforms ?? (['macos', 'windows', 'linux'] as const);
  return refuse(
    'bad-argument',
    `${names} names no file that ${where.join(' or ')} can install`,
    `they take ${where.flatMap(endingsOf).join(', ')}`,
  );
}

async function checkedAll(
  files: readonly PlacedFile[],
  facts: { readonly urlBase: string; readonly version: Version },
): Promise<Result<Pick<BuildOutput, 'packages' | 'files'>>> {
  const packages: Partial<Record<Platform, readonly PackageFacts[]>> = {};
  const local: Record<string, LocalFile> = {};
  for (const file of files) {
    const one = await checkedFile(file, facts);
    if (!one.ok) {
      return one;
    }
    const { facts: described, path } = one.value;
    packages[file.platform] = [...(packages[file.platform] ?? []), described];
    Object.assign(local, path === undefined ? {} : { [described.url]: { path } });
  }
  return accept({ packages, files: local });
}
