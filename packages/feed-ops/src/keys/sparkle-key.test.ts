import { createPublicKey, verify } from 'node:crypto';

import { generateKey, openRoot, seedOf, verifyFeed } from '@phasegate/trust';
import type { PrivateKey } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';

import { configText, parseConfig } from '../state/config.ts';
import {
  add,
  CONFIG,
  memoryProduct,
  move,
  NOW,
  refusalOf,
  rollback,
  start,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { openSparkleKey, readSparklePublic } from './sparkle-key.ts';
import { verifySnapshot } from '../verify.ts';

const SPARKLE = generateKey();
const KEYS = {
  root: [generateKey(), generateKey()],
  release: [generateKey()],
  feed: [generateKey()],
  sparkle: [SPARKLE],
};
const FEED = 'updates/linux/stable/appcast.xml';
const MARK = '<!-- sparkle-signatures:\n';
const renew = { kind: 'renew', root: false } as const;

function base64Of(key: PrivateKey): string {
  return Buffer.from(key.public.hex, 'hex').toString('base64');
}

function configWith(key: PrivateKey | undefined): typeof CONFIG {
  const signed = { ...CONFIG, trust: 'signed' } as const;
  return key === undefined ? signed : { ...signed, sparkleKey: { public: base64Of(key) } };
}

function product(): Promise<MemoryProduct> {
  return memoryProduct(['1.0.0', '1.1.0'], configWith(SPARKLE), KEYS);
}

/** Whether every feed ends in one trailer that this key signed, and a client reads the feed. */
function isTrailed({ files }: MemoryProduct, key: PrivateKey): boolean {
  const root = openRoot(Buffer.from(files.get('updates/keys/1.root.json') ?? ''));
  const feeds = [...files].filter(([path]) => path.endsWith('appcast.xml'));
  return feeds.every(([, text]) => {
    const [before = '', trailer = '', ...more] = text.split(MARK);
    const signature = /^edSignature: (.*)$/m.exec(trailer)?.[1] ?? '';
    const bytes = Buffer.from(before);
    return (
      more.length === 0 &&
      trailer === `edSignature: ${signature}\nlength: ${bytes.length}\n-->\n` &&
      verify(null, bytes, createPublicKey(key.secret), Buffer.from(signature, 'base64')) &&
      root.ok &&
      verifyFeed(Buffer.from(text), { kind: 'signed', root: root.root }).ok
    );
  });
}

async function breaches(made: MemoryProduct): Promise<readonly string[]> {
  return verifySnapshot(await made.snapshot(), NOW).breaches.map(({ code }) => code);
}

describe('a product with a Sparkle key', () => {
  it('has the trailer on every feed after every command, over the signatures of ours', async () => {
    const made = await product();
    expect(isTrailed(made, SPARKLE)).toBe(true);
    const rotated = generateKey();
    const commands = [
      move('pause', '1.1.0'),
      move('resume', '1.1.0'),
      rollback(['1.1.0']),
      renew,
      { kind: 'keys-rotate', role: 'release', alone: false, reason: undefined } as const,
    ];
    made.setKeys({ ...KEYS, fresh: [rotated] });
    for (const command of commands) {
      await made.change(command);
      expect(isTrailed(made, SPARKLE)).toBe(true);
      expect(await breaches(made)).toEqual([]);
    }
  });

  it.each([
    ['no Sparkle key', undefined, 'no-sparkle-key'],
    ['another Sparkle key', [generateKey()], 'wrong-key'],
  ] as const)('refuses with %s, and nothing has changed', async (_what, sparkle, code) => {
    const made = await product();
    made.setKeys({ ...KEYS, sparkle });
    await made.change(add('1.2.0'));
    for (const command of [start('1.2.0'), rollback(['1.1.0']), renew]) {
      expect(await refusalOf(made, command)).toBe(code);
    }
  });

  it.each(['feed', 'release', 'root'] as const)(
    'refuses to begin with the %s key in its place',
    async (role) => {
      const same = KEYS[role].slice(0, 1);
      const config = configWith(same[0]);
      const begun = memoryProduct([], config, { ...KEYS, sparkle: same });
      await expect(begun).rejects.toThrow(`wrong-key: The Sparkle key is also the ${role} key`);
    },
  );

  it('has its trailers written, replaced and taken away by the next command when the config changes', async () => {
    const made = await memoryProduct(['1.0.0'], configWith(undefined), KEYS);
    const next = generateKey();
    made.setKeys({ ...KEYS, sparkle: [SPARKLE, next] });
    for (const key of [SPARKLE, next]) {
      made.files.set('phasegate.json', configText(configWith(key)));
      expect(new Set(await breaches(made))).toEqual(new Set(['sparkle-trailer']));
      await made.change(renew);
      expect(isTrailed(made, key)).toBe(true);
      expect(await breaches(made)).toEqual([]);
    }
    made.files.set('phasegate.json', configText(configWith(undefined)));
    expect(new Set(await breaches(made))).toEqual(new Set(['sparkle-trailer']));
    await made.change(renew);
    expect(made.files.get(FEED)).not.toContain(MARK);
    expect(await breaches(made)).toEqual([]);
  });

  it('is not set up anew with another one', async () => {
    const made = await product();
    const init = { kind: 'init', config: configWith(generateKey()), rootThreshold: 2 } as const;
    expect(await refusalOf(made, init)).toBe('already-there');
  });
});

describe('the texts of a Sparkle key', () => {
  it('are base64 of 32 bytes, private and public', () => {
    const seed = Buffer.from(seedOf(SPARKLE), 'hex').toString('base64');
    const opened = openSparkleKey('a file', `${seed}\n`);
    expect(opened.ok && opened.value.public.hex).toBe(SPARKLE.public.hex);
    const bad = openSparkleKey('a file', seed.slice(4));
    expect(bad).toMatchObject({ ok: false, refusal: { code: 'bad-key-file' } });
    expect(JSON.stringify(bad)).not.toContain(seed.slice(4));
    expect(readSparklePublic(base64Of(SPARKLE)).ok).toBe(true);
    expect(readSparklePublic(Buffer.alloc(32).toString('base64')).ok).toBe(false);
    expect(readSparklePublic('key').ok).toBe(false);
  });

  it('stand in the config of signed feeds, and of no others', () => {
    const config = configWith(SPARKLE);
    expect(parseConfig(configText(config))).toMatchObject({ ok: true, value: config });
    for (const wrong of [
      { ...config, trust: 'unsigned' },
      { ...config, sparkleKey: { public: 'x' } },
    ] as const) {
      const read = parseConfig(configText(wrong));
      expect(read).toMatchObject({ ok: false, refusal: { code: 'bad-config' } });
    }
  });
});
