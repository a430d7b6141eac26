import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** What a file is known by. */
export interface Measured {
  /** Bytes. */
  readonly length: number;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
}

/** A file's length and sha512, read in pieces: an installer of any size takes the memory of one piece. */
export async function measure(path: string): Promise<Result<Measured>> {
  if (!(await isFile(path))) {
    return refuse('no-such-file', `${path} is no file`, 'check the path');
  }
  const hash = createHash('sha512');
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
  }
  return length === 0
    ? refuse('wrong-length', `${path} is empty`, 'build it again')
    : accept({ length, sha512: hash.digest('base64') });
}

/** Whether there is a file of that name. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
