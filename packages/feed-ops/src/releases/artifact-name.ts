import { PACKAGE_KINDS } from '@phasegate/rollout';
import type { Arch, PackageKind, Platform } from '@phasegate/rollout';

const ENDINGS: Readonly<Record<Platform, readonly string[]>> = {
  macos: ['.zip'],
  windows: ['.exe'],
  linux: ['.AppImage', '.deb', '.rpm'],
};

/** The endings of files that a platform installs by itself. */
export function endingsOf(platform: Platform): readonly string[] {
  return ENDINGS[platform];
}

/** The package format that a file's name tells; `undefined` where the platform cannot install it by itself. */
export function kindIn(name: string, platform: Platform): PackageKind | undefined {
  const at = ENDINGS[platform].findIndex((ending) =>
    name.toLowerCase().endsWith(ending.toLowerCase()),
  );
  return PACKAGE_KINDS[platform][at];
}

const ARCH_WORDS: Readonly<Record<string, Arch>> = {
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
const OTHER_ARCHS = ['armv7l', 'armhf', 'arm'];

/** The architecture that a file's name tells, as packagers write it; `other`: one that no client of ours has. */
export function archIn(name: string): Arch | 'other' | undefined {
  const has = (word: string): boolean => new RegExp(`(?:^|[-_.])${word}(?:[-_.]|$)`).test(name);
  const word = Object.keys(ARCH_WORDS).find(has);
  return word === undefined ? (OTHER_ARCHS.some(has) ? 'other' : undefined) : ARCH_WORDS[word];
}
