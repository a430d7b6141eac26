import { parseSha512 } from '@phasegate/trust';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** One file as `latest*.yml` names it. */
export interface UpdateFileEntry {
  readonly url: string;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
  /** Bytes. */
  readonly size: number | undefined;
}

/** What electron-builder writes beside its artifacts. */
export interface UpdateFile {
  readonly version: string;
  readonly files: readonly UpdateFileEntry[];
}

/** Reads `latest.yml`, `latest-mac.yml` or `latest-linux.yml`: the plain subset of YAML that electron-builder writes. */
export function readUpdateFile(text: string, name: string): Result<UpdateFile> {
  const lines = text.split(/\r?\n/);
  const version = valueOf(lines.find((line) => line.startsWith('version:')) ?? '');
  const files = entriesIn(lines);
  const next = 'give the file that electron-builder wrote, or use --file and --url';
  if (version === undefined || files.length === 0) {
    return refuse('bad-argument', `${name} is no update file of electron-builder`, next);
  }
  const entries: UpdateFileEntry[] = [];
  for (const { url, sha512, size } of files) {
    const digest = parseSha512(sha512 ?? '');
    if (url === undefined || digest === undefined) {
      return refuse('wrong-digest', `${name}: ${url ?? 'a file'} has no whole sha512`, next);
    }
    const length = size === undefined ? undefined : Number(size);
    if (length !== undefined && !(Number.isSafeInteger(length) && length > 0)) {
      return refuse('wrong-length', `${name}: ${url} has no usable size`, next);
    }
    entries.push({ url, sha512: digest, size: length });
  }
  return accept({ version, files: entries });
}

type Fields = Readonly<Partial<Record<'url' | 'sha512' | 'size', string>>>;

function entriesIn(lines: readonly string[]): readonly Fields[] {
  const from = lines.findIndex((line) => /^files:\s*$/.test(line));
  const entries: Record<string, string | undefined>[] = [];
  for (const line of from < 0 ? [] : lines.slice(from + 1)) {
    if (!/^\s/.test(line)) {
      break;
    }
    if (/^\s*-\s/.test(line)) {
      entries.push({});
    }
    const key = /^\s*(?:-\s+)?(\w+):/.exec(line)?.[1];
    const last = entries.at(-1);
    if (key !== undefined && last !== undefined) {
      last[key] = valueOf(line);
    }
  }
  return entries;
}

function valueOf(line: string): string | undefined {
  const value = /^[^:]*:\s+(.*?)\s*$/.exec(line)?.[1];
  const plain = value?.replace(/^(['"])(.*)\1$/, '$2');
  return plain === '' ? undefined : plain;
}
