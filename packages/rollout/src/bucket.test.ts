import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allBuckets, bucketOf, parseBucket } from './bucket.ts';

const { vectors } = JSON.parse(
  readFileSync(new URL('../../../test/vectors/buckets.json', import.meta.url), 'utf8'),
) as { vectors: readonly { machineId: string; md5: string; bucket: number }[] };
const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

describe('the machine bucket', () => {
  it.each(vectors)(
    'of machine $machineId is $bucket, as in Python',
    ({ machineId, md5: digest, bucket }) => {
      expect(md5(machineId)).toBe(digest);
      expect(bucketOf(digest)).toBe(bucket);
    },
  );

  it('is the whole digest modulo 100, whatever the digest', () => {
    const digests = fc.bigInt(0n, 2n ** 128n - 1n);
    fc.assert(
      fc.property(digests, (number) => {
        const digest = number.toString(16).padStart(32, '0');
        expect(bucketOf(digest)).toBe(Number(number % 100n));
      }),
    );
  });

  it('spreads ten thousand machines evenly', () => {
    const counts = new Map<number, number>();
    for (let machine = 0; machine < 10_000; machine += 1) {
      const bucket = bucketOf(md5(`machine-${machine}`)) ?? -1;
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    // Chi-squared with 99 degrees of freedom stays below 148.2 in 99.9 % of even spreads; the ids are fixed.
    const chiSquared = [...counts.values()].reduce(
      (sum, count) => sum + (count - 100) ** 2 / 100,
      0,
    );
    expect(counts.size).toBe(100);
    expect(chiSquared).toBeLessThan(148.2);
  });

  it.each(['', 'd41d8cd9', 'g'.repeat(32), `0x${'0'.repeat(30)}`, '0'.repeat(33)])(
    'is none for %j, which is no md5 digest',
    (digest) => expect(bucketOf(digest)).toBeUndefined(),
  );

  it('may be forced to 0..99 and to nothing else', () => {
    expect(allBuckets().map((bucket) => parseBucket(String(bucket)))).toEqual(allBuckets());
    for (const odd of ['', '100', '-1', '07', '1.0', '1e1', ' 7', 'seven']) {
      expect(parseBucket(odd)).toBeUndefined();
    }
  });
});
