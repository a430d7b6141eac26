import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './run-command.ts';
import { wrapperHeader } from './self-extracting-header.ts';
import { SetupError } from './setup-error.ts';

/** What goes into a wrapper; see `wrapAsAppImage`. */
export interface WrapOptions {
  /** The packaged app, as `packageApp` returns it in `dir`. */
  readonly appDir: string;
  readonly executableName: string;
  /** The file to write. A version number in its name makes electron-updater rename it when it updates. */
  readonly out: string;
  /** Passed to the app before the arguments of each start. */
  readonly extraArgs?: readonly string[];
  /** The folder of the Electron that the app was packaged with; left out, the wrapper carries everything. */
  readonly runtimeDir?: string;
  /** A file with the program's own bytes that stays where it is, where they are not the runtime's. */
  readonly program?: string;
}

/** A written wrapper with the two figures that a feed gives for it: bytes, and sha512 in base64. */
export interface WrappedApp {
  readonly path: string;
  readonly length: number;
  readonly sha512: string;
}

interface Contents {
  readonly carried: readonly string[];
  /** Where each file that is not carried lies in the runtime folder. */
  readonly referred: ReadonlyMap<string, string>;
}

/**
 * Writes one executable file that stands in for an AppImage: a shell header with a tar behind it. A start unpacks it
 * once for each content into a folder under $TMPDIR, sets APPIMAGE to the file's own path and becomes the app.
 *
 * With `runtimeDir` the tar holds what makes this version this version (app.asar, app-update.yml, every file that
 * differs from the runtime's), and links in place of the files that are byte for byte the runtime's: a megabyte instead
 * of 240, so that a journey can download, verify, replace and restart a dozen of them. The app of that version is
 * always in the file; the Electron around it is not, so such a wrapper works on this machine only, for demo and tests.
 * Equal contents give equal bytes. Throws a SetupError `package-failed`.
 */
export async function wrapAsAppImage(options: WrapOptions): Promise<WrappedApp> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-wrap-'));
  try {
    const contents = await sortContents(options);
    const payload = await archive(options, contents, scratch);
    const program = contents.referred.get(options.executableName);
    const id = idOf(await digest(payload, 'sha256'), program);
    const header = wrapperHeader({
      name: options.executableName,
      id,
      program,
      args: ['--no-sandbox', '--disable-gpu', ...(options.extraArgs ?? [])],
    });
    return await assemble(path.resolve(options.out), header, payload);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Two apps that differ in nothing but the program they refer to must not unpack into the same folder. */
function idOf(payload: Buffer, program: string | undefined): string {
  const hash = createHash('sha256').update(payload);
  return hash
    .update(program ?? '')
    .digest('hex')
    .slice(0, 16);
}

async function sortContents(options: WrapOptions): Promise<Contents> {
  const carried: string[] = [];
  const referred = new Map<string, string>();
  for (const name of await filesBelow(options.appDir)) {
    const twin = runtimeTwin(name, options);
    const same = twin !== undefined && (await sameBytes(path.join(options.appDir, name), twin));
    if (same) referred.set(name, twin);
    else carried.push(name);
  }
  return { carried, referred };
}

/** The runtime's file of the same name; what lies in `resources` is the app's and is always carried. */
function runtimeTwin(name: string, options: WrapOptions): string | undefined {
  if (options.runtimeDir === undefined || name.startsWith('resources/')) return undefined;
  return name === options.executableName
    ? path.resolve(options.program ?? path.join(options.runtimeDir, 'electron'))
    : path.resolve(options.runtimeDir, name);
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

async function sameBytes(left: string, right: string): Promise<boolean> {
  const sizeOf = (file: string): Promise<number> =>
    stat(file).then(
      (found) => found.size,
      () => -1,
    );
  if ((await sizeOf(left)) !== (await sizeOf(right))) return false;
  const [one, other] = await Promise.all([digest(left, 'sha256'), digest(right, 'sha256')]);
  return one.equals(other);
}

async function digest(file: string, algorithm: 'sha256' | 'sha512'): Promise<Buffer> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest();
}

async function archive(options: WrapOptions, contents: Contents, scratch: string): Promise<string> {
  const links = path.join(scratch, 'links');
  await mkdir(links);
  for (const [name, target] of contents.referred) {
    // The program itself is not a link in the tar: through a link, Electron would look for the app beside the target.
    if (name === options.executableName) continue;
    await mkdir(path.dirname(path.join(links, name)), { recursive: true });
    await symlink(target, path.join(links, name));
  }
  const linked = [...contents.referred.keys()].filter((name) => name !== options.executableName);
  const payload = path.join(scratch, 'payload.tar');
  await tar(payload, [
    { dir: options.appDir, names: contents.carried, list: path.join(scratch, 'carried') },
    { dir: links, names: linked, list: path.join(scratch, 'linked') },
  ]);
  return payload;
}

interface TarPart {
  readonly dir: string;
  readonly names: readonly string[];
  readonly list: string;
}

/** Equal contents must give equal bytes (builds are cached by them), so order, owners and times are fixed. */
async function tar(payload: string, parts: readonly TarPart[]): Promise<void> {
  const fixed = [
    '--format=gnu',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u+rw,go-w',
  ];
  const sources: string[] = [];
  for (const part of parts) {
    await writeFile(part.list, part.names.map((name) => `./${name}\0`).join(''));
    sources.push('-C', path.resolve(part.dir), '-T', part.list);
  }
  const result = await runCommand('tar', ['-cf', payload, ...fixed, '--null', ...sources]);
  if (result.code !== 0) throw wrapFailed(result.stderr);
}

async function assemble(out: string, header: string, payload: string): Promise<WrappedApp> {
  const temporary = `${out}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(path.dirname(out), { recursive: true });
    await writeFile(temporary, header);
    await pipeline(createReadStream(payload), createWriteStream(temporary, { flags: 'a' }));
    await chmod(temporary, 0o755);
    const sha512 = (await digest(temporary, 'sha512')).toString('base64');
    const { size: length } = await stat(temporary);
    await rename(temporary, out);
    return { path: out, length, sha512 };
  } catch (error) {
    await rm(temporary, { force: true });
    throw wrapFailed(String(error), error);
  }
}

function wrapFailed(why: string, cause?: unknown): SetupError {
  const problem = `The self-extracting app could not be written: ${why.trim()}`;
  const next = 'Check the free space and the rights of the output folder, then run this again.';
  return new SetupError('package-failed', { problem, next }, cause ?? new Error(why));
}
