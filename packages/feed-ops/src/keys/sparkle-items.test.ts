import { generateKey } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';

import { undo } from '../advisories.fixture.ts';
import type { AddRelease } from '../command.ts';
import { configText } from '../state/config.ts';
import { add, CONFIG, memoryProduct, move, NOW, refusalOf } from '../memory.fixture.ts';
import { rollback, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { verifySnapshot } from '../verify.ts';

const KEYS = {
  root: [generateKey(), generateKey()],
  release: [generateKey()],
  feed: [generateKey()],
  sparkle: [generateKey()],
  fresh: [],
};
const PUBLIC = Buffer.from(KEYS.sparkle[0]?.public.hex ?? '', 'hex').toString('base64');
const SIGNED = { ...CONFIG, platforms: ['macos', 'windows', 'linux'], trust: 'signed' } as const;
const WITH_KEY = { ...SIGNED, sparkleKey: { public: PUBLIC } };

/** As `sign_update -p` prints them; which file they are over is checked before planning. */
const ONE = Buffer.alloc(64, 1).toString('base64');
const TWO = Buffer.alloc(64, 2).toString('base64');

function signed(version: string, edSignature: string | undefined, more: object = {}): AddRelease {
  const command = add(version, 'macos');
  const packages = command.packages.macos?.map((one) => ({ ...one, edSignature, ...more }));
  return { ...command, packages: { macos: packages } };
}

const WINDOWS = {
  url: 'https://example.com/notes.exe',
  length: 9,
  sha512: Buffer.alloc(64, 3).toString('base64'),
  kind: 'nsis',
} as const;
const ARM64 = { arch: 'arm64', url: 'https://example.com/arm64.zip' };

function signaturesOf({ files }: MemoryProduct, version: string): readonly string[] {
  const { releases } = JSON.parse(files.get('updates/macos/rollout.json') ?? '') as {
    releases: readonly { version: string; item: string }[];
  };
  const item = releases.find((one) => one.version === version)?.item ?? '';
  return item.match(/(?<=sparkle:edSignature=")[^"]*/g) ?? [];
}

async function warnings(product: MemoryProduct): Promise<readonly string[]> {
  return verifySnapshot(await product.snapshot(), NOW).warnings;
}

describe('an item of a product with a Sparkle key', () => {
  it('is not entered without the signature that stock Sparkle asks for, but on linux', async () => {
    const product = await memoryProduct([], WITH_KEY, KEYS);
    expect(await refusalOf(product, signed('1.0.0', undefined))).toBe('no-sparkle-key');
    const planned = await product.run(signed('1.0.0', undefined));
    expect(planned).toMatchObject({
      refusal: { next: expect.stringMatching(/--sparkle-key FILE.*--ed-signature/) },
    });
    await product.change(add('1.0.0', 'linux'));
    await product.change(signed('1.0.0', ONE));
    expect(signaturesOf(product, '1.0.0')).toEqual([ONE]);
    expect(await refusalOf(product, signed('1.0.0', ONE))).toBe('nothing-to-do');
  });

  it('keeps the signatures of files that another machine has added', async () => {
    const product = await memoryProduct([], WITH_KEY, KEYS);
    await product.change(signed('1.0.0', ONE));
    await product.change(signed('1.0.0', TWO, ARM64));
    expect(signaturesOf(product, '1.0.0')).toEqual([ONE, TWO]);
    const { summary } = await product.change(signed('1.0.0', TWO));
    expect(summary).toContain('Signed for Sparkle: x64 zip');
    expect(signaturesOf(product, '1.0.0')).toEqual([TWO, TWO]);
  });

  it('keeps them through every move, a mark and an undo, and the release key signs it anew', async () => {
    const product = await memoryProduct([], WITH_KEY, KEYS);
    await product.change(signed('1.0.0', ONE));
    await product.change(start('1.0.0', 100));
    await product.change(signed('1.1.0', ONE));
    const fresh = generateKey();
    product.setKeys({ ...KEYS, release: [...KEYS.release, fresh], fresh: [fresh] });
    const commands = [
      start('1.1.0'),
      move('pause', '1.1.0'),
      move('resume', '1.1.0'),
      rollback(['1.1.0'], { method: 'mark' }),
      undo(),
      { kind: 'keys-rotate', role: 'release', alone: false, reason: undefined } as const,
    ];
    for (const command of commands) {
      await product.change(command);
      expect(signaturesOf(product, '1.1.0')).toEqual([ONE]);
    }
    expect(await warnings(product)).toEqual([]);
  });
});

describe('verify, on a product whose Sparkle key came later', () => {
  it('names what stock Sparkle refuses, and what helps', async () => {
    const product = await memoryProduct([], SIGNED, KEYS);
    await product.change(add('1.0.0', 'macos'));
    await product.change(start('1.0.0', 100));
    await product.change(signed('1.1.0', 'AAAA'));
    await product.change(start('1.1.0'));
    await product.change(add('1.2.0', 'macos'));
    await product.change(add('1.2.0', 'linux'));
    await product.change({ ...add('1.2.0'), packages: { windows: [WINDOWS] } });
    expect(await warnings(product)).toEqual([]);
    product.files.set('phasegate.json', configText(WITH_KEY));
    await product.change({ kind: 'renew', root: false });
    expect(await warnings(product)).toEqual([
      'On macos stock Sparkle refuses 1.0.0 (a file without sparkle:edSignature); what is published does not change, so bring out a newer version',
      'On macos stock Sparkle refuses 1.1.0 (a sparkle:edSignature that is no base64 of 64 bytes); what is published does not change, so bring out a newer version',
      'On macos stock Sparkle refuses 1.2.0 (a file without sparkle:edSignature); phasegate release add with the same files signs them',
      'On windows stock WinSparkle refuses 1.2.0 (a file without sparkle:edSignature); phasegate release add with the same files signs them',
    ]);
    await product.change(signed('1.2.0', ONE));
    await product.change(rollback(['1.1.0'], { method: 'mark' }));
    expect(await warnings(product)).toHaveLength(2);
  });
});
