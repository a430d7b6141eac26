import type { Target } from '@phasegate/agent';
import type { ResolvedUpdateFileInfo, UpdateInfo } from 'electron-updater';

/** A target in electron-updater's words: exactly one file, always with its sha512. */
export function updateInfoOf(target: Target): UpdateInfo {
  const { length, sha512 } = target.package;
  const url = fileNameOf(target);
  // minimumSystemVersion and stagingPercentage stay out: electron-updater fails open on both, and `decide` has judged them.
  return {
    version: target.release.version,
    files: [{ url, sha512, size: length }],
    path: url,
    sha512,
    releaseDate: '',
  };
}

/** Where the one file lies. electron-updater accepts a file without sha512 and then checks nothing; ours never has none. */
export function filesOf(target: Target): ResolvedUpdateFileInfo[] {
  const { url, length, sha512 } = target.package;
  return [{ url: new URL(url), info: { url: fileNameOf(target), sha512, size: length } }];
}

const ENDINGS: Readonly<Record<string, string>> = {
  AppImage: 'AppImage',
  deb: 'deb',
  rpm: 'rpm',
  nsis: 'exe',
  zip: 'zip',
};

/** electron-updater joins this name to its cache folder, so nothing of the address goes into it. */
function fileNameOf({ release, package: file }: Target): string {
  const version = release.version.replaceAll(/[^\w.-]/g, '_');
  return `update-${version}.${ENDINGS[file.kind ?? ''] ?? 'bin'}`;
}
