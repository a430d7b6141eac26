declare const checked: unique symbol;

/** A machine's place in every rollout, a whole number 0..99 that never changes. */
export type Bucket = number & { readonly [checked]: 'bucket' };

/**
 * The bucket of a machine whose id has this md5 digest (32 hex digits).
 *
 * The whole 128-bit number modulo 100, as the specification's Python does (5.10.7.1). The first eight digits
 * would give other buckets; test/vectors/buckets.json pins the output, because a change here moves
 * machines in and out of rollouts that are under way.
 */
export function bucketOf(digest: string): Bucket | undefined {
  if (!/^[\da-f]{32}$/i.test(digest)) {
    return undefined;
  }
  return Number(BigInt(`0x${digest}`) % 100n) as Bucket;
}

/** Reads a bucket that a person forces, `0` to `99`. */
export function parseBucket(text: string): Bucket | undefined {
  return /^(?:0|[1-9]\d?)$/.test(text) ? (Number(text) as Bucket) : undefined;
}

/** Every bucket once, for tables and exact counts. */
export function allBuckets(): readonly Bucket[] {
  return Array.from({ length: 100 }, (_, bucket) => bucket as Bucket);
}
