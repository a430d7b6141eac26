import { createHash, createPublicKey, verify } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { seededBytes, temporaryFolder } from '@phasegate/testkit';
import { generateKey, signRaw } from '@phasegate/trust';
import type { PrivateKey } from '@phasegate/trust';
import { beforeEach, describe, expect, it } from 'vitest';

import type { AddRelease, Command } from '../command.ts';
import { add, CONFIG, memoryProduct, move } from '../memory.fixture.ts';
import type { Result } from '../refusal.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { sparkleSigning } from './sparkle-signing.ts';
import type { LocalFile, SparkleSigning } from './sparkle-signing.ts';

const SPARKLE = generateKey();
const KEYS = {
  root: [generateKey(), generateKey()],
  release: [generateKey()],
  feed: [generateKey()],
  sparkle: [SPARKLE],
};
const PUBLIC = Buffer.from(SPARKLE.public.hex, 'hex').toString('base64');
const URL = 'https://example.com/notes-1.1.0.zip';
const BYTES = seededBytes(100_000, 11);

let path: string;
let snapshot: Snapshot;
let signing: SparkleSigning;

beforeEach(async () => {
  path = join(await temporaryFolder('sparkle'), 'notes.zip');
  await writeFile(path, BYTES);
  const config = { ...CONFIG, trust: 'signed', sparkleKey: { public: PUBLIC } } as const;
  snapshot = await (await memoryProduct([], config, KEYS)).snapshot();
  signing = sparkleSigning();
});

function command(
  file: Partial<LocalFile> | undefined = {},
  platform: 'macos' | 'windows' | 'linux' = 'macos',
): AddRelease {
  const sha512 = createHash('sha512').update(BYTES).digest('base64');
  const kind = ({ macos: 'zip', windows: 'nsis', linux: 'AppImage' } as const)[platform];
  const packages = { [platform]: [{ url: URL, length: BYTES.length, sha512, kind }] };
  return { ...add('1.1.0'), packages, files: { [URL]: { path, ...file } } };
}

function signatureBy(key: PrivateKey, bytes = BYTES): string {
  return Buffer.from(signRaw(key, bytes)).toString('base64');
}

/** The signature on the only package, or the code of the refusal. */
function said(result: Result<Command>): string | undefined {
  const added = result.ok ? (result.value as AddRelease) : undefined;
  const [one] = Object.values(added?.packages ?? {}).flat();
  return result.ok ? one?.edSignature : result.refusal.code;
}

describe('the files of a release, where the app has a Sparkle key', () => {
  it.each(['macos', 'windows'] as const)('are signed over every byte on %s', async (platform) => {
    const text = said(await signing(command({}, platform), snapshot, [SPARKLE])) ?? '';
    const key = createPublicKey(SPARKLE.secret);
    expect(verify(null, BYTES, key, Buffer.from(text, 'base64'))).toBe(true);
  });

  it('are left alone on linux, where nobody asks, and as long as the key is not asked for', async () => {
    expect(said(await signing(command({}, 'linux'), snapshot, [SPARKLE]))).toBeUndefined();
    expect(said(await signing(command(), snapshot, undefined))).toBeUndefined();
    const other = move('pause', '1.1.0');
    expect(await signing(other, snapshot, [SPARKLE])).toEqual({ ok: true, value: other });
  });

  it('are read once, however often planning starts again', async () => {
    const first = said(await signing(command(), snapshot, [SPARKLE]));
    await rm(path);
    expect(said(await signing(command(), snapshot, [SPARKLE]))).toBe(first);
    expect(said(await sparkleSigning()(command(), snapshot, [SPARKLE]))).toBe('no-such-file');
  });

  it('are taken with the signature that was given, and the key is not needed', async () => {
    const edSignature = signatureBy(SPARKLE);
    for (const platform of ['macos', 'linux'] as const) {
      const given = command({ edSignature }, platform);
      expect(said(await signing(given, snapshot, undefined))).toBe(edSignature);
    }
  });

  it.each([
    ['of another key', signatureBy(generateKey())],
    ['of another file', signatureBy(SPARKLE, BYTES.subarray(1))],
  ])('are refused with a signature %s', async (_what, edSignature) => {
    const given = command({ edSignature });
    expect(said(await signing(given, snapshot, undefined))).toBe('wrong-digest');
    expect(said(await signing(given, snapshot, [SPARKLE]))).toBe('wrong-digest');
  });

  it('are refused where they have changed since they were measured, are not here, or the key is another', async () => {
    const { files: _none, ...elsewhere } = command();
    expect(said(await signing(elsewhere, snapshot, [SPARKLE]))).toBe('no-such-file');
    expect(said(await signing(command(), snapshot, [generateKey()]))).toBe('wrong-key');
    await writeFile(path, BYTES.subarray(1));
    expect(said(await signing(command(), snapshot, [SPARKLE]))).toBe('wrong-digest');
  });

  it('are not taken with a signature where no key is configured to check it by', async () => {
    const bare = await (await memoryProduct()).snapshot();
    const given = command({ edSignature: signatureBy(SPARKLE) });
    expect(said(await signing(given, bare, undefined))).toBe('bad-argument');
    expect(said(await signing(command(), bare, undefined))).toBeUndefined();
  });
});
