import { createHash } from 'node:crypto';

import { safeUrl } from '@phasegate/appcast';

import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import type { Measured } from '../measure.ts';

/** How a file is fetched to be measured. */
export interface FetchOptions {
  /** The length that its feed says; the fetch stops where the file is longer. */
  readonly length: number | undefined;
  /** Whether its bytes are wanted: an Ed25519 signature is over the whole file. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
  /** Called with the bytes so far. */
  readonly progress: (bytes: number) => void;
}

/** A file that was fetched. */
export interface Fetched extends Measured {
  readonly bytes: Uint8Array | undefined;
}

const MOST_BYTES = 2 * 1024 ** 3;
const SILENCE_MS = 30_000;
const PROGRESS_EVERY = 1024 * 1024;

/** Streams a file to its digest; nothing is written to the disk. */
export async function fetchDigest(url: string, options: FetchOptions): Promise<Result<Fetched>> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const signal = AbortSignal.any([options.signal, silence.signal]);
    const response = await fetch(url, { signal, headers: { accept: '*/*' } });
    // A redirect may lead anywhere; what is measured here is vouched for with the release key.
    if (!response.ok || safeUrl(response.url, { allowLoopbackHttp: true }) === undefined) {
      await response.body?.cancel();
      const elsewhere = 'it leads to an address that is not https';
      return unreachable(url, response.ok ? elsewhere : `the host answers ${response.status}`);
    }
    return await measured(response, url, { ...options, alive: () => timer.refresh() });
  } catch (error) {
    return unreachable(url, silence.signal.aborted ? 'no bytes for 30 s' : why(error));
  } finally {
    clearTimeout(timer);
  }
}

async function measured(
  response: Response,
  url: string,
  { length, keep, progress, alive }: FetchOptions & { readonly alive: () => void },
): Promise<Result<Fetched>> {
  const hash = createHash('sha512');
  const kept: Uint8Array[] = [];
  const most = length ?? MOST_BYTES;
  let bytes = 0;
  let said = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { value: chunk, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done || chunk === undefined) {
      break;
    }
    alive();
    hash.update(chunk);
    bytes += chunk.length;
    if (keep) {
      kept.push(chunk);
    }
    if (bytes > most) {
      // What the connection says to its end is of no interest any more.
      await reader?.cancel().catch(() => undefined);
      return length === undefined
        ? wrongLength(url, 'is longer than any installer')
        : wrongLength(url, `is longer than the ${length} bytes that its feed says`);
    }
    if (bytes - said >= PROGRESS_EVERY) {
      said = bytes;
      progress(bytes);
    }
  }
  if (bytes === 0 || bytes !== (length ?? bytes)) {
    return wrongLength(url, `has ${bytes} bytes, its feed says ${length ?? 'nothing'}`);
  }
  const sha512 = hash.digest('base64');
  return accept({ length: bytes, sha512, bytes: keep ? Buffer.concat(kept) : undefined });
}

function wrongLength(url: string, what: string): ReturnType<typeof refuse> {
  return refuse(
    'wrong-length',
    `${url} ${what}`,
    'the file or the feed was changed; find out which',
  );
}

function unreachable(url: string, what: string): ReturnType<typeof refuse> {
  return refuse(
    'unreachable',
    `${url} cannot be fetched: ${what}; nothing was changed`,
    'run the same command again when it can, or leave the release behind with --keep',
  );
}

function why(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
