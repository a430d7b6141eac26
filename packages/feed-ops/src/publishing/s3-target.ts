import { createHash } from 'node:crypto';

import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';

import type { S3Place } from '../state/config-publish.ts';
import { s3Problem } from './s3-words.ts';
import type { PublishedFile, Target } from './target.ts';

interface Store {
  readonly client: S3Client;
  readonly place: S3Place;
}

/** A bucket of S3, or of whatever speaks its protocol; credentials come from AWS's own chain. */
export function s3Target(place: S3Place): Target {
  const store = { client: clientFor(place), place };
  const { name, bucket, prefix, feedBase } = place;
  return {
    name,
    where: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`,
    feedBase,
    differing: async (files, signal) => {
      const same = await Promise.all(files.map((file) => isThere(store, file, signal)));
      return files.filter((_, at) => same[at] !== true);
    },
    held: async (files, signal) => {
      const found = await Promise.all(files.map((file) => heldAt(store, file, signal)));
      return new Map(
        files.flatMap(({ path }, at) => {
          const bytes = found[at];
          return bytes === undefined ? [] : [[path, bytes] as const];
        }),
      );
    },
    put: async (files, sent, signal) => {
      for (const file of files) {
        await put(store, file, signal);
        sent(file.path);
      }
    },
  };
}

function clientFor({ endpoint, region }: S3Place): S3Client {
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    // Stores at an address of their own have no buckets in host names, and few know what a region is.
    ...(endpoint === undefined
      ? {}
      : { endpoint, forcePathStyle: true, region: region ?? 'us-east-1' }),
    // Checksums in trailers are Amazon's alone; Content-MD5 is understood everywhere.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000 },
  });
}

/**
 * The ETag of an object that was put in one piece is its MD5. Where it is not (encrypted with a key of the customer's
 * own) or may not be asked for, the file counts as different and is put again, which changes nothing.
 */
async function isThere(
  { client, place }: Store,
  file: PublishedFile,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const asked = new HeadObjectCommand({ Bucket: place.bucket, Key: keyOf(place, file) });
    const found = await client.send(asked, { abortSignal: signal });
    return isSame(found, file, place);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 0) < 500) {
      return false;
    }
    throw s3Problem(error, place);
  }
}

/** `undefined` where there is none, or where it may not be asked for: whoever may only write can publish all the same. */
async function heldAt(
  { client, place }: Store,
  file: PublishedFile,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    const asked = new GetObjectCommand({ Bucket: place.bucket, Key: keyOf(place, file) });
    const found = await client.send(asked, { abortSignal: signal });
    return await found.Body?.transformToByteArray();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 0) < 500) {
      return undefined;
    }
    throw s3Problem(error, place);
  }
}

function isSame(
  { ETag, ContentType, CacheControl }: HeadObjectCommandOutput,
  file: PublishedFile,
  { cacheControl }: S3Place,
): boolean {
  const md5 = createHash('md5').update(file.bytes).digest('hex');
  return ETag === `"${md5}"` && ContentType === TYPES[file.kind] && CacheControl === cacheControl;
}

async function put(
  { client, place }: Store,
  file: PublishedFile,
  signal: AbortSignal,
): Promise<void> {
  const object = new PutObjectCommand({
    Bucket: place.bucket,
    Key: keyOf(place, file),
    Body: file.bytes,
    ContentMD5: createHash('md5').update(file.bytes).digest('base64'),
    ContentType: TYPES[file.kind],
    CacheControl: place.cacheControl,
  });
  try {
    await client.send(object, { abortSignal: signal });
  } catch (error) {
    signal.throwIfAborted();
    throw s3Problem(error, place);
  }
}

const TYPES: Readonly<Record<PublishedFile['kind'], string>> = {
  root: 'application/json',
  feed: 'application/xml',
};

function keyOf({ prefix }: S3Place, { path }: PublishedFile): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}
