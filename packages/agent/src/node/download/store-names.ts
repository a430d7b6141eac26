import path from 'node:path';
import type { Target } from '../../target.ts';

/** Where an installer lies, and what belongs to it. */
export interface StoredNames {
  /** Whole, but not believed before it was verified. */
  readonly installer: string;
  /** Its beginning, while it is on its way. */
  readonly part: string;
  readonly blockMap: string;
}

/** Nothing of an address gets into these names: the version, and the digest's first half in hex. */
export function namesIn(folder: string, name: string): StoredNames {
  const at = path.join(folder, name);
  return { installer: `${at}.installer`, part: `${at}.part`, blockMap: `${at}.blockmap` };
}

/** What all files of a target are called. */
export function stemOf({ release, package: file }: Target): string {
  return stem(release.version, file.sha512);
}

/** What all files of a version with this digest (base64 sha512) are called. */
export function stem(version: string, sha512: string): string {
  return `${version.replaceAll(/[^\w.-]/g, '_').slice(0, 64)}-${digestName(sha512)}`;
}

/** A digest (base64 sha512) as it stands in names; two files of the same first half are told apart when verified. */
export function digestName(sha512: string): string {
  return Buffer.from(sha512, 'base64').toString('hex').slice(0, 64);
}

/** Whether a file in the store belongs to a stem or to a digest, by its name. */
export function belongsTo(name: string, end: string): boolean {
  return name.startsWith(`${end}.`) || name.includes(`-${end}.`);
}
