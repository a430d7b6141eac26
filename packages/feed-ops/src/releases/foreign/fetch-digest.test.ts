import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { seededBytes, startPages, temporaryFolder } from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fetchDigest } from './fetch-digest.ts';
import type { FetchOptions } from './fetch-digest.ts';

const BYTES = seededBytes(3_000_000, 5);

let pages: Pages;

beforeAll(async () => {
  const root = await temporaryFolder('digest');
  await writeFile(join(root, 'a.zip'), BYTES);
  await writeFile(join(root, 'empty.zip'), '');
  pages = await startPages({ root });
});
afterAll(() => pages.close());

async function fetched(path: string, more: Partial<FetchOptions> = {}): Promise<unknown> {
  const options = {
    length: undefined,
    keep: false,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  const got = await fetchDigest(`${pages.url}/${path}`, { ...options, ...more });
  return got.ok ? got.value : got.refusal;
}

describe('a file that is fetched for its digest', () => {
  it('is measured while it comes, and told of', async () => {
    const seen: number[] = [];
    const sha512 = createHash('sha512').update(BYTES).digest('base64');
    expect(await fetched('a.zip', { progress: (bytes) => seen.push(bytes) })).toEqual({
      length: BYTES.length,
      sha512,
      bytes: undefined,
    });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    const kept = (await fetched('a.zip', { keep: true })) as { readonly bytes: Uint8Array };
    expect(Buffer.compare(kept.bytes, BYTES)).toBe(0);
  });

  it.each([
    ['shorter than its feed says', { length: BYTES.length + 1 }, 'wrong-length'],
    ['longer than its feed says', { length: 1000 }, 'wrong-length'],
  ] as const)('that is %s is refused', async (_what, more, code) => {
    expect(await fetched('a.zip', more)).toMatchObject({ code });
  });

  it('that is not there, is nothing, or breaks off is refused', async () => {
    expect(await fetched('b.zip')).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('the host answers 404'),
    });
    expect(await fetched('empty.zip')).toMatchObject({ code: 'wrong-length' });
    pages.fail('/a.zip', { cutAt: 1000 }, 1);
    expect(await fetched('a.zip')).toMatchObject({ code: 'unreachable' });
    pages.fail('/a.zip', 'reset', 1);
    expect(await fetched('a.zip')).toMatchObject({ code: 'unreachable' });
  });

  it('is not followed to an address that is not https', async () => {
    const location = 'http://example.com/a.zip';
    pages.fail('/a.zip', { status: 302, headers: { location } }, 1);
    expect(await fetched('a.zip')).toMatchObject({ code: 'unreachable' });
  });

  it('is let go of with Ctrl-C', async () => {
    const stop = new AbortController();
    pages.fail('/a.zip', { stallAt: 2_000_000 }, 1);
    const asked = fetched('a.zip', { signal: stop.signal, progress: () => stop.abort() });
    expect(await asked).toMatchObject({ code: 'unreachable' });
  });
});
