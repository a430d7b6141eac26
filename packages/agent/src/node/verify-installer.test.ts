import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { release } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import { removeFolder, sampleRelease, temporaryFolder } from '@phasegate/testkit';
import type { SampleRelease } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../target.ts';
import { verifyInstaller } from './verify-installer.ts';

let folder: string;
let sample: SampleRelease;
let target: Target;

beforeEach(async () => {
  folder = await temporaryFolder('installer');
  sample = await sampleRelease({
    version: '1.1.0',
    folder,
    url: 'https://example.com',
    size: 200_000,
  });
  const { url, length, sha512 } = sample;
  const file = {
    url,
    length,
    sha512,
    arch: 'x64',
    kind: 'AppImage',
    os: undefined,
    floor: undefined,
    signature: undefined,
  } as const;
  target = {
    direction: 'forward',
    release: release({ version: '1.1.0' as Version, packages: [file] }),
    package: file,
  };
});
afterEach(() => removeFolder(folder));

describe('an installer', () => {
  it('is verified by its very bytes on disk', async () => {
    expect(await verifyInstaller(sample.path, target)).toMatchObject({
      path: sample.path,
      version: '1.1.0',
    });
  });

  it.each([
    [
      'is too long',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]),
      'download-wrong-length',
    ],
    ['is too short', (bytes: Buffer) => bytes.subarray(1), 'download-wrong-length'],
    [
      'has other bytes',
      (bytes: Buffer) => Buffer.from(bytes).fill(7, 9, 10),
      'download-wrong-digest',
    ],
    ['is empty', () => Buffer.alloc(0), 'download-wrong-length'],
  ] as const)('that %s is refused', async (_what, change, code) => {
    const file = path.join(folder, 'changed');
    const { readFile } = await import('node:fs/promises');
    await writeFile(file, change(await readFile(sample.path)));
    await expect(verifyInstaller(file, target)).rejects.toMatchObject({ code });
  });

  it('that is gone is a clear error', async () => {
    await expect(verifyInstaller(path.join(folder, 'gone'), target)).rejects.toMatchObject({
      code: 'disk-failed',
      message: expect.stringContaining('gone could not be read') as string,
    });
  });
});
