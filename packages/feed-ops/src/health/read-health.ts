import { open } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Config } from '../state/config.ts';
import { isAddress } from './health-address.ts';
import { parseHealth } from './report.ts';
import type { HealthReading } from './report.ts';

/** A report of every release of three platforms for years stays far below it. */
const MOST_BYTES = 4 * 1024 * 1024;
const LIMIT_MS = 10_000;

/** How long somebody waits for it, and whether the network is left alone. */
interface Reading {
  readonly limitMs?: number;
  readonly offline?: boolean;
}

/** Reads the source that the config names, with limits on size and time; what cannot be read says why. */
export async function readHealth(
  config: Config | undefined,
  root: string,
  { limitMs = LIMIT_MS, offline = false }: Reading = {},
): Promise<HealthReading> {
  if (config?.health === undefined) {
    return { kind: 'off' };
  }
  const { source } = config.health;
  if (offline && isAddress(source)) {
    return { kind: 'unreadable', source, why: 'it was not asked' };
  }
  try {
    const text = isAddress(source)
      ? await fetched(source, limitMs)
      : await fromFile(resolve(root, source));
    return parseHealth(text, config.app, source);
  } catch (error) {
    return { kind: 'unreadable', source, why: whyNot(error, limitMs) };
  }
}

async function fetched(source: string, limitMs: number): Promise<string> {
  // A redirect could lead to plain http, where anybody on the way gives the verdict.
  const response = await fetch(source, {
    headers: { accept: 'application/json', 'cache-control': 'no-cache' },
    redirect: 'error',
    signal: AbortSignal.timeout(limitMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`it answers ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length > MOST_BYTES) {
      throw new Error('it is larger than any report');
    }
  }
  return utf8(Buffer.concat(chunks));
}

async function fromFile(path: string): Promise<string> {
  const file = await open(path);
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size > MOST_BYTES) {
      throw new Error(about.isFile() ? 'it is larger than any report' : 'it is no file');
    }
    return utf8(await file.readFile());
  } finally {
    await file.close();
  }
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** fetch says "fetch failed" and keeps the reason in the cause. */
function whyNot(error: unknown, limitMs: number): string {
  const { cause, code, name, message } = error as Error & {
    readonly code?: string;
    readonly cause?: { readonly code?: string; readonly message?: string };
  };
  const key = cause?.code ?? code ?? name;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'it is not there',
    EACCES: 'it may not be read',
    EISDIR: 'it is no file',
    ECONNREFUSED: 'nothing listens at that address',
    ENOTFOUND: 'that host name is not known',
    EAI_AGAIN: 'the host name cannot be looked up; is there a network',
    TimeoutError: `no answer within ${limitMs / 1000} s`,
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
  };
  return words[key] ?? cause?.message ?? message;
}
