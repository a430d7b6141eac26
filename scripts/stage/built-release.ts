import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What electron-builder names its file for each platform, and how a package of it ends. */
const PLATFORM_FILES = {
  macos: ['latest-mac.yml', 'zip'],
  windows: ['latest.yml', 'exe'],
  linux: ['latest-linux.yml', 'AppImage'],
} as const;

/** Lays out what electron-builder leaves on three systems, with small files. */
export async function layOutRelease(folder: string, version: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [yml, ending] of Object.values(PLATFORM_FILES)) {
    const name = `notes-${version}.${ending}`;
    const content = `${name} as it was built`;
    await writeFile(path.join(folder, name), content);
    await writeFile(path.join(folder, yml), latestText(version, name, content));
  }
}

function latestText(version: string, name: string, content: string): string {
  const sha512 = createHash('sha512').update(content).digest('base64');
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${sha512}`,
    `    size: ${Buffer.byteLength(content)}`,
    `path: ${name}`,
    `sha512: ${sha512}`,
    "releaseDate: '2026-11-26T00:00:00.000Z'",
    '',
  ].join('\n');
}
