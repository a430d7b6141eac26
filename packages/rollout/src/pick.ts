import type { Unusable, Usable } from './judge.ts';
import type { Distrust, Package, PackageDistrust, Release } from './release.ts';

/** The first of some releases that has a package which is vouched for, and those before it that have none. */
export interface Pick {
  readonly chosen: { readonly release: Release; readonly package: Package } | undefined;
  readonly refused: readonly Unusable[];
}

/** Asks releases for their signatures, one after the other, until one is vouched for; those behind it are not asked. */
export function pick(candidates: readonly Usable[], distrust: Distrust): Pick {
  const refused: Unusable[] = [];
  for (const { release, packages } of candidates) {
    const doubts: PackageDistrust[] = [];
    for (const file of packages) {
      const doubt = distrust(file, release.version);
      if (doubt === undefined) {
        return { chosen: { release, package: file }, refused };
      }
      doubts.push(doubt);
    }
    const [code = 'not-signed'] = doubts;
    refused.push({ usable: false, release, outcome: { code } });
  }
  return { chosen: undefined, refused };
}
