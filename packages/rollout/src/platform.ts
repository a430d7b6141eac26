/** The folders under a feed base, one for each system. */
export type Platform = 'macos' | 'windows' | 'linux';
/** Processor architectures a package may name. */
export type Arch = 'x64' | 'arm64' | 'ia32' | 'universal';
/** Package formats, as electron-updater's targets name them. */
export type PackageKind = 'AppImage' | 'deb' | 'rpm' | 'nsis' | 'zip';

/** All platforms. */
export const PLATFORMS: readonly Platform[] = ['macos', 'windows', 'linux'];
/** All architectures. */
export const ARCHS: readonly Arch[] = ['x64', 'arm64', 'ia32', 'universal'];
/** The package formats of each platform, the usual one first. */
export const PACKAGE_KINDS: Readonly<Record<Platform, readonly PackageKind[]>> = {
  macos: ['zip'],
  windows: ['nsis'],
  linux: ['AppImage', 'deb', 'rpm'],
};

/** Reads a platform's name. */
export function parsePlatform(text: string): Platform | undefined {
  return PLATFORMS.find((platform) => platform === text);
}

/** Reads an architecture's name. */
export function parseArch(text: string): Arch | undefined {
  return ARCHS.find((arch) => arch === text);
}

/** Reads a package format's name. */
export function parsePackageKind(text: string): PackageKind | undefined {
  return Object.values(PACKAGE_KINDS)
    .flat()
    .find((kind) => kind === text);
}
