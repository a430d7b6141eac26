import { mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';

import { generateKey, keyFileText } from '@phasegate/trust';
import type { PrivateKey } from '@phasegate/trust';

import { readJson } from '../state/config.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import type { KeyRole } from './root-chain.ts';
import { findWorkTree } from '../git/work-tree.ts';
import { createWhole, sweepParts } from '../git/write-whole.ts';

/** A key file as it lies in a folder; its secret was not looked at. */
export interface KeyFile {
  readonly path: string;
  readonly role: KeyRole;
  readonly keyid: string;
  readonly text: string;
}

/** Keys that were just made, and where they are to lie. */
export interface NewKeyFile {
  readonly role: KeyRole;
  readonly key: PrivateKey;
}

/** Where an app's keys lie where nothing else is said: `~/.phasegate/keys/<app>`. */
export function defaultKeysFolder(app: string): string {
  return join(homedir(), '.phasegate', 'keys', app);
}

/** The key files of a folder, `feed-1a2b3c4d5e6f.json` and the like; a folder that is not there holds none. */
export async function keyFilesIn(folder: string): Promise<readonly KeyFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found: KeyFile[] = [];
  for (const name of names) {
    const [, role] = /^(root|release|feed)-[\da-f]{12}\.json$/.exec(name) ?? [];
    if (role !== undefined) {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8').catch(() => '');
      const { keyid } = (readJson(text) ?? {}) as { readonly keyid?: unknown };
      if (typeof keyid === 'string') {
        found.push({ path, role: role as KeyRole, keyid, text });
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Makes keys; nothing is written yet. */
export function makeKeys(role: KeyRole, count: number): readonly NewKeyFile[] {
  return Array.from({ length: count }, () => ({ role, key: generateKey() }));
}

/**
 * Writes keys, readable by their owner alone; with a passphrase encrypted. A file that is there is never written
 * over. Returns the paths. Rejects where the folder cannot be written.
 */
export async function writeKeys(
  folder: string,
  keys: readonly NewKeyFile[],
  passphrase: string | undefined,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweepParts(folder);
  const paths: string[] = [];
  for (const { role, key } of keys) {
    const path = join(folder, `${role}-${key.public.keyid.slice(0, 12)}.json`);
    // A root names this key in a moment, for good: it has to be on the disk before, and whole.
    if (!(await createWhole(path, keyFileText(key, passphrase)))) {
      throw new Error(`${path} is there already`);
    }
    paths.push(path);
  }
  return paths;
}

/** Refuses a folder in the work tree of the feeds: what lies there is one `git add` from being published. */
export async function keysFolderOutside(folder: string, workTree: string): Promise<Result<string>> {
  const tree = await findWorkTree(workTree);
  const root = tree.ok ? tree.value.root : workTree;
  const inside = relative(await realpath(root), await nearestReal(folder));
  return inside !== '..' && !inside.startsWith(`..${sep}`)
    ? refuse(
        'bad-keys-folder',
        `${folder} is inside the git work tree ${root}; keys never lie where feeds are published from`,
        'name another folder with --keys DIR',
      )
    : accept(folder);
}

async function nearestReal(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || dirname(path) === path) {
    return real ?? path;
  }
  return join(await nearestReal(dirname(path)), path.slice(dirname(path).length));
}
