import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

import { openRoot } from '@phasegate/trust';
import type { Root } from '@phasegate/trust';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** Reads a root's file, a draft or one in force. */
export async function readRootFile(path: string): Promise<Result<string>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined
    ? refuse('no-such-file', `${path} cannot be read`, 'check the path of the root')
    : accept(text);
}

/** Reads the root in force as somebody keeps it: whole, and signed by its own threshold. */
export async function readTrustedRoot(path: string): Promise<Result<Root>> {
  const text = await readRootFile(path);
  if (!text.ok) {
    return text;
  }
  const opened = openRoot(Buffer.from(text.value, 'utf8'));
  return opened.ok
    ? accept(opened.root)
    : refuse('bad-root', `${path}: ${opened.problem.message}`, 'name the root that is in force');
}

/** Writes a new draft; a file that is there is never written over. */
export async function writeDraft(path: string, text: string): Promise<Result<undefined>> {
  return written(path, () => writeFile(path, text, { flag: 'wx' }));
}

/** Writes a draft in the place of the one before, whole or not at all: others' signatures are in it. */
export async function replaceDraft(path: string, text: string): Promise<Result<undefined>> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  return written(path, async () => {
    try {
      await writeFile(temporary, text, { flag: 'wx' });
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

async function written(path: string, write: () => Promise<void>): Promise<Result<undefined>> {
  try {
    await write();
    return accept(undefined);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EEXIST'
      ? refuse('already-there', `${path} is there already`, 'name a new file')
      : refuse(
          'not-writable',
          `${path} cannot be written (${code ?? String(error)})`,
          'name another file',
        );
  }
}
