import {
  accept,
  packagesFrom,
  packagesFromUpdateFile,
  readPlatforms,
  readVersion,
  refuse,
  rfc822,
} from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** Options of `release add`, as typed. */
export interface AddTyped {
  readonly platform: string;
  readonly file: readonly string[];
  readonly url: readonly string[];
  readonly arch: readonly string[];
  readonly from?: string;
  readonly urlBase?: string;
  readonly title?: string;
  readonly notes?: string;
  readonly minSystem?: string;
  readonly critical?: boolean;
  readonly floor?: string;
}

/** `phasegate release add`; measures the files. */
export async function addCommand(text: string, typed: AddTyped): Promise<Result<Command>> {
  const version = readVersion(text);
  const platforms = readPlatforms([typed.platform]);
  if (!version.ok) {
    return version;
  }
  if (!platforms.ok) {
    return platforms;
  }
  const [platform = 'linux'] = platforms.value ?? [];
  const { from, urlBase } = typed;
  if (
    (from === undefined) !== (urlBase === undefined) ||
    (from !== undefined && typed.file.length > 0)
  ) {
    return refuse(
      'bad-argument',
      '--from goes with --url-base, and not with --file',
      'give one or the other',
    );
  }
  const files = { platform, files: typed.file.map(fromHere), urls: typed.url, archs: typed.arch };
  const packages =
    from !== undefined && urlBase !== undefined
      ? await packagesFromUpdateFile(fromHere(from), { platform, urlBase, version: version.value })
      : await packagesFrom(files);
  if (!packages.ok) {
    return packages;
  }
  const release = {
    version: version.value,
    title: typed.title,
    pubDate: rfc822(Date.now()),
    notes: typed.notes,
    minimumSystemVersion: typed.minSystem,
    critical: typed.critical,
    packages: packages.value,
  };
  const floor = typed.floor === undefined ? accept(undefined) : readVersion(typed.floor);
  return floor.ok ? accept({ kind: 'add', platform, release, floor: floor.value }) : floor;
}
