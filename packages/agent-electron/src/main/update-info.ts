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

/** The one file. electron-updater accepts a file without sha512 and then checks nothing; ours never has none. */
export function filesOf(target: Target): ResolvedUpdateFileInfo[] {
  const { length, sha512 } = target.package;
  const name = fileNameOf(target);
  // No host is asked: the file is here already, and electron-updater only takes its name from this address.
  const url = new URL(`https://phasegate.invalid/${name}`);
  return [{ url, info: { url: name, sha512, size: length } }];
}

const ENDINGS: Readonly<Record<string, string>> = {
  AppImage: 'AppImage',
  deb: 'deb',
  rpm: 'rpm',
  nsis: 'exe',
  zip: 'zip',
};

/**
 * electron-updater joins this name to its folder and, for deb and rpm, hands it to a shell as root; so nothing of the
 * address goes into it. An AppImage whose name holds a version gets the new one's name, where that is a plain word.
 */
function fileNameOf({ release, package: file }: Target): string {
  const given = /\/([\w.-]+\.AppImage)$/.exec(new URL(file.url).pathname)?.[1];
  if (file.kind === 'AppImage' && given !== undefined) {
    return given;
  }
  const version = release.version.replaceAll(/[^\w.-]/g, '_');
  return `update-${version}.${ENDINGS[file.kind ?? ''] ?? 'bin'}`;
}
