import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readKeyFile, TrustError } from '@phasegate/trust';
import type { PrivateKey, RootDocument } from '@phasegate/trust';

import { keyFilesIn } from './key-folder.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { ROLE_NAMES } from './root-chain.ts';
import type { HandKey, KeyRole } from './root-chain.ts';
import { NO_KEY, wayToKey } from './signing.ts';
import { openSparkleKey, WAY_TO_SPARKLE_KEY } from './sparkle-key.ts';

/** Where an operator keeps keys. A key is never an argument itself: those are seen by every process. */
export interface KeyPlaces {
  /** Files as named, absolute, or `-` for stdin. */
  readonly files: Readonly<Record<HandKey, readonly string[]>>;
  /** A key file's text from the environment, for CI. */
  readonly texts: Readonly<Partial<Record<HandKey, string | undefined>>>;
  /** Looked through for the keys that a root names, and for `sparkle.key`. */
  readonly folder: string;
  /** The text on stdin. */
  readonly stdin: () => Promise<string>;
  /** The passphrase of a key file, or nothing where there is nobody to ask. */
  readonly passphrase: (what: string) => Promise<string | undefined>;
}

/** A key file's text, and what to call it. */
interface Found {
  readonly name: string;
  readonly text: string;
}

/** The roots whose keys are looked for in a folder; `undefined` takes every key of the role that lies there. */
export type NamingRoots = readonly Pick<RootDocument, 'roles'>[] | undefined;

/** The keys of a role, from where the operator keeps them: what is named goes before what lies in the folder. */
export async function loadKeys(
  role: HandKey,
  roots: NamingRoots,
  places: KeyPlaces,
): Promise<Result<readonly PrivateKey[]>> {
  const found = await textsOf(role, roots, places);
  if (!found.ok) {
    return found;
  }
  const keys: PrivateKey[] = [];
  for (const one of found.value) {
    const key =
      role === 'sparkle'
        ? openSparkleKey(one.name, one.text)
        : await openKey(one, places.passphrase);
    if (!key.ok) {
      return key;
    }
    keys.push(key.value);
  }
  return accept(keys);
}

/** Opens one key file; asks for its passphrase only where it has one. */
export async function openKey(
  { name, text }: Found,
  passphrase: KeyPlaces['passphrase'],
): Promise<Result<PrivateKey>> {
  const first = attempt(text, undefined);
  if ('key' in first) {
    return accept(first.key);
  }
  if (first.code !== 'passphrase-needed') {
    return refuse(
      'bad-key-file',
      `${name} is no key file of Phasegate: ${first.message}`,
      'phasegate keys init makes them',
    );
  }
  const phrase = await passphrase(name);
  if (phrase === undefined) {
    return refuse(
      'passphrase-needed',
      `${name} is encrypted, and there is no passphrase`,
      'give it with --passphrase-file FILE or in PHASEGATE_PASSPHRASE',
    );
  }
  const second = attempt(text, phrase);
  return 'key' in second
    ? accept(second.key)
    : refuse(
        'wrong-passphrase',
        `${name} does not open: ${second.message}`,
        'try again with the right passphrase',
      );
}

function attempt(
  text: string,
  passphrase: string | undefined,
): { readonly key: PrivateKey } | TrustError {
  try {
    return { key: readKeyFile(text, passphrase) };
  } catch (error) {
    if (error instanceof TrustError) {
      return error;
    }
    throw error;
  }
}

async function textsOf(
  role: HandKey,
  roots: NamingRoots,
  { files, texts, folder, stdin }: KeyPlaces,
): Promise<Result<readonly Found[]>> {
  if (files[role].length > 0) {
    return readAll(files[role], stdin);
  }
  const text = texts[role];
  if (text !== undefined && text !== '') {
    return accept([{ name: `PHASEGATE_${role.toUpperCase()}_KEY`, text }]);
  }
  return role === 'sparkle' ? sparkleIn(folder) : lyingIn(folder, role, roots);
}

async function sparkleIn(folder: string): Promise<Result<readonly Found[]>> {
  const name = join(folder, 'sparkle.key');
  const text = await readFile(name, 'utf8').catch(() => undefined);
  return text === undefined
    ? refuse('no-sparkle-key', `There is no ${name}`, WAY_TO_SPARKLE_KEY)
    : accept([{ name, text }]);
}

async function lyingIn(
  folder: string,
  role: KeyRole,
  roots: NamingRoots,
): Promise<Result<readonly Found[]>> {
  const named = roots?.flatMap(({ roles }) => roles[ROLE_NAMES[role]].keys);
  const lying = (await keyFilesIn(folder)).filter(
    (file) => named?.some(({ keyid }) => keyid === file.keyid) ?? file.role === role,
  );
  return lying.length > 0
    ? accept(lying.map(({ path, text: content }) => ({ name: path, text: content })))
    : refuse(NO_KEY[role], `There is no ${role} key of this product in ${folder}`, wayToKey(role));
}

async function readAll(
  paths: readonly string[],
  stdin: KeyPlaces['stdin'],
): Promise<Result<readonly Found[]>> {
  const found: Found[] = [];
  for (const path of paths) {
    const text = path === '-' ? await stdin() : await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) {
      return refuse('no-such-file', `${path} cannot be read`, 'check the path of the key file');
    }
    found.push({ name: path === '-' ? 'The key on stdin' : path, text });
  }
  return accept(found);
}
