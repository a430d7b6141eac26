import { constants } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { diskError } from '../disk-error.ts';

/** What is there of a file: always its beginning, never a hole. */
export interface PartFile {
  readonly size: () => number;
  /** Appends, and resolves once the bytes are with the system. Throws `disk-*`; what fitted is counted. */
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Empties it, and notes what the bytes to come can be recognized by; without that nothing is noted. */
  readonly begin: (validator: Validator | undefined) => Promise<void>;
  /** Where the bytes came from, if that was noted. */
  readonly validator: () => Promise<Validator | undefined>;
  /** Puts all of it onto the disk. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An address, and what its host calls this very content: what goes into If-Range. */
export interface Validator {
  readonly url: string;
  readonly value: string;
}

const schema = v.object({ url: v.string(), value: v.string() });

/** Opens a part, a fresh one if there is none; one that is longer than the file is emptied. Throws `disk-*`. */
export async function openPart(file: string, most: number): Promise<PartFile> {
  const guarded = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw diskError(cause, 'the download could not be written');
    });
  const { O_RDWR, O_CREAT } = constants;
  await guarded(mkdir(path.dirname(file), { recursive: true }));
  const handle = await guarded(open(file, O_RDWR | O_CREAT, 0o600));
  const note = `${file}.json`;
  let size = (await guarded(handle.stat())).size;
  const begin = async (validator: Validator | undefined): Promise<void> => {
    await guarded(handle.truncate(0));
    size = 0;
    await guarded(
      validator === undefined
        ? rm(note, { force: true })
        : writeFile(note, JSON.stringify(validator), { mode: 0o600 }),
    );
  };
  if (size > most) {
    await begin(undefined);
  }
  return {
    size: () => size,
    append: async (bytes) => {
      for (let written = 0; written < bytes.length;) {
        const rest = bytes.length - written;
        const { bytesWritten } = await guarded(handle.write(bytes, written, rest, size));
        written += bytesWritten;
        size += bytesWritten;
      }
    },
    begin,
    validator: async () => {
      const text = await readFile(note, 'utf8').catch(() => '');
      return parseValidator(text);
    },
    sync: () => guarded(handle.sync()),
    close: () => handle.close().catch(() => undefined),
  };
}

function parseValidator(text: string): Validator | undefined {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
