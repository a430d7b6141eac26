import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { FeedItemFacts, PackageFacts } from './feed-xml.ts';
import { seededBytes } from './random.ts';

/** What to make. */
export interface SampleReleaseOptions {
  readonly version: string;
  /** The folder that is served. */
  readonly folder: string;
  /** The address of that folder, without a slash at the end. */
  readonly url: string;
  /** The file's content; seeded bytes by default. */
  readonly content?: Uint8Array;
  /** Bytes of seeded content; 4,096 by default. */
  readonly size?: number;
  readonly arch?: string;
  readonly kind?: string;
  /** Other facts of the item. */
  readonly item?: Omit<FeedItemFacts, 'version' | 'packages'>;
}

/** A release that can be downloaded: a real file, and the item that describes it. */
export interface SampleRelease {
  readonly version: string;
  /** The file on disk. */
  readonly path: string;
  readonly url: string;
  /** Bytes. */
  readonly length: number;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
  /** For `feedXml({ items: [release.item] })`. */
  readonly item: FeedItemFacts;
}

/** Writes the file under `files/` of the served folder; the same version and size give the same bytes. */
export async function sampleRelease(options: SampleReleaseOptions): Promise<SampleRelease> {
  const { version, folder, arch = 'x64', kind = 'AppImage' } = options;
  const bytes = options.content ?? seededBytes(options.size ?? 4096, seedOf(version));
  const name = `notes-${version}-${arch}.${kind}`;
  const path = join(folder, 'files', name);
  await mkdir(join(folder, 'files'), { recursive: true });
  await writeFile(path, bytes);
  const url = `${options.url}/files/${encodeURIComponent(name)}`;
  const sha512 = createHash('sha512').update(bytes).digest('base64');
  const { length } = bytes;
  const file: PackageFacts = { url, length, sha512, arch, kind };
  return {
    version,
    path,
    url,
    length,
    sha512,
    item: { ...options.item, version, packages: [file] },
  };
}

function seedOf(version: string): number {
  return createHash('sha256').update(version).digest().readUInt32BE(0);
}
