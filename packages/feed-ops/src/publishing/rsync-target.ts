import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { x } from 'tinyexec';

import { oneLine } from '../one-line.ts';
import type { RsyncPlace } from '../state/config-publish.ts';
import { TargetError } from './target.ts';
import type { PublishedFile, Target } from './target.ts';

// Compared by content, since nothing here has a time that means anything; renamed into place at the end of the
// transfer; nothing is ever deleted there. A connection that says nothing for a minute is given up.
const OPTIONS = ['--recursive', '--checksum', '--delay-updates', '--timeout=60', '--out-format=%n'];

interface Call {
  /** Where a relative folder begins. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Whatever rsync reaches: over ssh, at an rsync daemon, on this machine. */
export function rsyncTarget({ name, to, feedBase }: RsyncPlace, root: string): Target {
  return {
    name,
    where: to,
    feedBase,
    differing: async (files, signal) => {
      const paths = new Set(await transfer(to, files, { root, signal, more: ['--dry-run'] }));
      return files.filter(({ path }) => paths.has(path));
    },
    held: (files, signal) => fetched(to, files, { root, signal }),
    put: async (files, sent, signal) => {
      await transfer(to, files, { root, signal, more: [] });
      for (const { path } of files) {
        sent(path);
      }
    },
  };
}

/** Lays the files out in a folder of their own and sends that; the paths that were (or would be) sent. */
async function transfer(
  to: string,
  files: readonly PublishedFile[],
  { root, signal, more }: Call & { readonly more: readonly string[] },
): Promise<readonly string[]> {
  const staging = await mkdtemp(join(tmpdir(), 'phasegate-rsync-'));
  try {
    for (const { path, bytes } of files) {
      await mkdir(dirname(join(staging, path)), { recursive: true, mode: 0o755 });
      await writeFile(join(staging, path), bytes, { mode: 0o644 });
    }
    const said = await rsync([...OPTIONS, ...more, '--', `${staging}/`, to], { root, signal });
    return said.split('\n').filter((line) => line !== '' && !line.endsWith('/'));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What is not there, or may not be read, is no fault: the rest has arrived, and a place may be for writing only. */
async function fetched(
  to: string,
  files: readonly PublishedFile[],
  { root, signal }: Call,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const staging = await mkdtemp(join(tmpdir(), 'phasegate-rsync-'));
  try {
    const list = join(staging, 'list');
    await writeFile(list, files.map(({ path }) => `${path}\0`).join(''));
    const how = ['--from0', `--files-from=${list}`, '--timeout=60'];
    const from = to.endsWith('/') ? to : `${to}/`;
    await rsync([...how, '--', from, `${staging}/there/`], { root, signal }).catch(
      (error: unknown) => {
        if (!(error instanceof TargetError)) {
          throw error;
        }
      },
    );
    const found = new Map<string, Uint8Array>();
    for (const { path } of files) {
      const bytes = await readFile(join(staging, 'there', path)).catch(() => undefined);
      if (bytes !== undefined) {
        found.set(path, bytes);
      }
    }
    return found;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function rsync(args: readonly string[], { root, signal }: Call): Promise<string> {
  // A prompt for a password would wait for ever in the middle of the night; keys and agents need none.
  const env = { LC_ALL: 'C', RSYNC_RSH: process.env['RSYNC_RSH'] ?? 'ssh -o BatchMode=yes' };
  try {
    const nodeOptions = {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'] as ('ignore' | 'pipe')[],
    };
    const { exitCode, stdout, stderr } = await x('rsync', [...args], { signal, nodeOptions });
    signal.throwIfAborted();
    if (exitCode !== 0) {
      throw refused(exitCode, stderr);
    }
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    throw (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? new TargetError(
          'rsync is not on this machine',
          'install it: apt-get install rsync, or brew install rsync',
          error,
        )
      : error;
  }
}

const WORDS: Readonly<Record<number, string>> = {
  5: 'the rsync daemon refuses',
  10: 'the connection failed',
  11: 'the files cannot be written there',
  12: 'the other side went away',
  23: 'not everything could be written',
  30: 'the other side says nothing any more',
  35: 'nothing answers at that address',
  255: 'ssh could not connect',
};

/** The program's own last lines are about codes and line numbers; the first one says why. */
function refused(exitCode: number | undefined, stderr: string): TargetError {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const why =
    lines.find((line) => !line.startsWith('rsync error:')) ?? lines[0] ?? 'it said nothing';
  const words = WORDS[exitCode ?? -1] ?? `rsync ended with ${exitCode ?? 'a signal'}`;
  return new TargetError(
    `${words}: ${oneLine(why, 300)}`,
    'check the address, and that you may write there',
  );
}
