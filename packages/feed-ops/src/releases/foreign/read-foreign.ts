import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import type { PackageFacts, ReleaseFacts } from '@phasegate/appcast';
import { compareVersions } from '@phasegate/rollout';
import type { Platform, Version } from '@phasegate/rollout';
import type { PublicKey } from '@phasegate/trust';

import type { ImportedRelease, ImportReleases } from '../../command.ts';
import { isSparkleSigned } from '../../keys/sparkle-key.ts';
import { httpSite } from '../../publishing/site.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import { readPackageUrl } from '../../request.ts';
import { rfc822 } from '../../times.ts';
import type { Candidate, Candidates, ForeignPackage } from './candidate.ts';
import { fetchDigest } from './fetch-digest.ts';

/** A feed that releases are taken over from. */
export interface ForeignTyped {
  readonly platform: Platform;
  /** An https address, or the absolute path of a file. */
  readonly source: string;
  /** Where the files of an update file are published; `undefined`: beside it. */
  readonly urlBase: string | undefined;
  /** How many releases are taken, the newest first. */
  readonly keep: number;
}

/** What reading it takes from outside. */
export interface ForeignFacts {
  /** The versions that the ledger has; they stay as they are, and nothing is fetched for them. */
  readonly known: readonly string[];
  /** The app's Sparkle key, where one is configured: every file that is fetched must be signed by it. */
  readonly sparkleKey: PublicKey | undefined;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Reads a feed, chooses its newest releases, and fetches what has no sha512. */
export async function readForeign(
  typed: ForeignTyped,
  facts: ForeignFacts,
): Promise<Result<ImportReleases>> {
  const found = await candidatesIn(typed, facts.signal);
  if (!found.ok) {
    return found;
  }
  const { releases, passedOver } = found.value;
  if (releases.length === 0) {
    const why = passedOver.length === 0 ? 'it has no item' : passedOver.slice(0, 3).join('; ');
    return refuse(
      'bad-feed',
      `${typed.source} has no release to take over: ${why}`,
      'correct the feed, or name another with --from',
    );
  }
  const chosen = releases.slice(0, typed.keep);
  const imported: ImportedRelease[] = [];
  for (const one of chosen) {
    const release = await importedRelease(one, facts);
    if (!release.ok) {
      return release;
    }
    imported.push(release.value);
  }
  const left = releases.length - chosen.length;
  const older = `${left} older release${left === 1 ? '' : 's'} (--keep ${typed.keep})`;
  return accept({
    kind: 'import',
    platform: typed.platform,
    releases: imported,
    passedOver: left === 0 ? passedOver : [...passedOver, older],
  });
}

async function candidatesIn(
  { source, platform, urlBase }: ForeignTyped,
  signal: AbortSignal,
): Promise<Result<Candidates>> {
  const remote = /^https?:/i.test(source);
  const read = remote ? await fetched(source, signal) : await fromDisk(source);
  if (!read.ok) {
    return read;
  }
  const bytes = read.value;
  if (
    /^\s*</.test(
      Buffer.from(bytes.subarray(0, 64))
        .toString()
        .replace(/^\ufeff/, ''),
    )
  ) {
    // What turns HTML into text takes a while to load, and no other command needs it.
    const { fromAppcast } = await import('./from-appcast.ts');
    return fromAppcast(bytes, { platform, name: source });
  }
  const name = remote ? new URL(source).pathname : basename(source);
  const beside = remote ? new URL('.', source).href : undefined;
  const facts = { platform, name, urlBase: urlBase ?? beside };
  const { fromUpdateFile } = await import('./from-update-file.ts');
  return fromUpdateFile(Buffer.from(bytes).toString(), facts);
}

async function fetched(source: string, signal: AbortSignal): Promise<Result<Uint8Array>> {
  const url = readPackageUrl(source);
  if (!url.ok) {
    return url;
  }
  const answer = await httpSite().fetch(url.value, signal);
  return answer.kind === 'feed'
    ? accept(answer.bytes)
    : refuse(
        'unreachable',
        `${url.value}: ${answer.message}; nothing was changed`,
        'check the address, and run the same command again',
      );
}

async function fromDisk(path: string): Promise<Result<Uint8Array>> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined
    ? refuse('no-such-file', `${path} cannot be read`, 'check --from: a file, or an https address')
    : accept(bytes);
}

async function importedRelease(
  { facts: words, packages, partly }: Candidate,
  facts: ForeignFacts,
): Promise<Result<ImportedRelease>> {
  const known = facts.known.some((one) => isSame(one, words.version));
  const files: PackageFacts[] = [];
  for (const one of known ? [] : packages) {
    const file = await wholePackage(one, words.version, facts);
    if (!file.ok) {
      return file;
    }
    files.push(file.value);
  }
  const pubDate = words.pubDate ?? rfc822(facts.now);
  const release: ReleaseFacts & { version: Version } = { ...words, pubDate, packages: files };
  return accept({ release, partly });
}

function isSame(known: string, version: Version): boolean {
  return compareVersions(known as Version, version) === 0;
}

/** With the digest of the bytes that are served now, where the feed does not say it. */
async function wholePackage(
  file: ForeignPackage,
  version: string,
  facts: ForeignFacts,
): Promise<Result<PackageFacts>> {
  const { url, length, sha512, arch, kind, edSignature } = file;
  if (sha512 !== undefined && length !== undefined) {
    return accept({ url, length, sha512, arch, kind, edSignature });
  }
  const { sparkleKey, signal, progress } = facts;
  if (sparkleKey !== undefined && edSignature === undefined) {
    const said = `${version} carries no edSignature, and phasegate.json names the app's Sparkle key`;
    return refuse(
      'missing-signatures',
      said,
      'sign it with Sparkle first, or leave it behind with --keep',
    );
  }
  const of = length === undefined ? '' : ` of ${megabytes(length)}`;
  progress(`Fetching ${url}${of} for its sha512`);
  const got = await fetchDigest(url, {
    length,
    keep: sparkleKey !== undefined,
    signal,
    progress: (bytes) => progress(`Fetching ${url}: ${megabytes(bytes)}${of}`),
  });
  if (!got.ok) {
    return got;
  }
  if (sha512 !== undefined && sha512 !== got.value.sha512) {
    const said = `${url} has another sha512 than its feed says`;
    return refuse('wrong-digest', said, 'the file or the feed was changed; find out which');
  }
  if (sparkleKey !== undefined && !isSparkleSigned(sparkleKey, got.value.bytes, edSignature)) {
    const said = `${url} is not what the app's Sparkle key has signed`;
    return refuse('wrong-digest', said, 'the file or the feed was changed; find out which');
  }
  const { length: bytes, sha512: digest } = got.value;
  return accept({ url, length: bytes, sha512: digest, arch, kind, edSignature });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
