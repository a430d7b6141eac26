import type { SampleRelease } from '@phasegate/testkit';

/** The release as electron-builder writes it for its generic provider. */
export function latestYaml({ version, url, length, sha512 }: SampleRelease): string {
  return `version: ${version}
files:
  - url: ${url}
    sha512: ${sha512}
    size: ${length}
path: ${url}
sha512: ${sha512}
releaseDate: '2026-11-16T09:00:00.000Z'
`;
}
