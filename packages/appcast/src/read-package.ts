import { parseArch, parsePackageKind, parseVersion } from '@phasegate/rollout';
import type { Arch, ItemFault, Package, PackageKind, Platform, Version } from '@phasegate/rollout';
import { parseSha512 } from '@phasegate/trust';
import { PHASEGATE, SPARKLE } from './namespaces.ts';
import { safeUrl } from './safe-url.ts';
import type { UrlRules } from './safe-url.ts';
import { attribute, childrenOf } from './tree.ts';
import type { XmlElement } from './tree.ts';

/** For whom packages are read. */
export interface PackageContext extends UrlRules {
  readonly platform: Platform;
}

/** Reads the enclosures of an item, or says why the item cannot be used. */
export function readPackages(
  item: XmlElement,
  version: Version,
  context: PackageContext,
): readonly Package[] | ItemFault {
  const packages: Package[] = [];
  for (const enclosure of childrenOf(item, 'enclosure')) {
    const read = readPackage(enclosure, context);
    if (typeof read === 'string') {
      return read;
    }
    packages.push(...(isOf(enclosure, version) ? (read ?? []) : []));
  }
  return packages;
}

/** An enclosure that names another version is no package of this release. */
function isOf(enclosure: XmlElement, version: Version): boolean {
  const names = ['version', 'shortVersionString'].map((name) =>
    attribute(enclosure, name, SPARKLE),
  );
  const named = names.filter((name) => name !== undefined);
  return named.length === 0 || named.includes(version);
}

function readPackage(enclosure: XmlElement, context: PackageContext): Package[] | ItemFault {
  const url = safeUrl(attribute(enclosure, 'url') ?? '', context);
  if (url === undefined) {
    return 'bad-url';
  }
  const length = readValue(attribute(enclosure, 'length'), parseLength);
  const sha512 = readValue(attribute(enclosure, 'sha512', PHASEGATE), parseSha512);
  const floor = readValue(attribute(enclosure, 'floor', PHASEGATE), parseVersion);
  if (!length.ok || !sha512.ok || !floor.ok) {
    return !length.ok ? 'bad-length' : !sha512.ok ? 'bad-digest' : 'bad-requirement';
  }
  const target = readTarget(enclosure);
  if (target === undefined) {
    return [];
  }
  const kind = readKind(attribute(enclosure, 'package', PHASEGATE), url);
  const signature = attribute(enclosure, 'signature', PHASEGATE);
  const { value: bytes } = length;
  return [
    { url, length: bytes, sha512: sha512.value, ...target, kind, floor: floor.value, signature },
  ];
}

type Read<T> = { readonly ok: true; readonly value: T | undefined } | { readonly ok: false };

/** Absent is fine; present and unreadable is not. */
function readValue<T>(text: string | undefined, parse: (text: string) => T | undefined): Read<T> {
  const value = text === undefined ? undefined : parse(text.trim());
  return text !== undefined && value === undefined ? { ok: false } : { ok: true, value };
}

function parseLength(text: string): number | undefined {
  const length = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(length) ? length : undefined;
}

const ENDINGS: Readonly<Record<string, PackageKind>> = {
  appimage: 'AppImage',
  deb: 'deb',
  rpm: 'rpm',
  exe: 'nsis',
  zip: 'zip',
};

function readKind(named: string | undefined, url: string): PackageKind | undefined {
  if (named !== undefined) {
    return parsePackageKind(named.trim());
  }
  const ending = /\.([a-z]+)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}

const SYSTEMS: ReadonlyMap<string, Platform> = new Map([
  ['macos', 'macos'],
  ['osx', 'macos'],
  ['windows', 'windows'],
  ['linux', 'linux'],
]);
const SYSTEM_ARCHS: ReadonlyMap<string, Arch> = new Map([
  ['x64', 'x64'],
  ['x86', 'ia32'],
  ['arm64', 'arm64'],
]);

/** `windows-x64` is WinSparkle's way to name the architecture too. An arch we do not know is not "any". */
function readTarget(enclosure: XmlElement): Pick<Package, 'os' | 'arch'> | undefined {
  const own = attribute(enclosure, 'os', PHASEGATE) ?? attribute(enclosure, 'os', SPARKLE);
  const name = own?.trim().toLowerCase() ?? '';
  const [system = '', suffix] = name.split('-');
  const suffixArch = SYSTEM_ARCHS.get(suffix ?? '');
  const known = suffix === undefined || suffixArch !== undefined;
  const os = name === '' ? undefined : ((known ? SYSTEMS.get(system) : undefined) ?? name);
  const named = attribute(enclosure, 'arch', PHASEGATE)?.trim();
  const arch = named === undefined ? suffixArch : parseArch(named);
  return named !== undefined && arch === undefined ? undefined : { os, arch };
}
