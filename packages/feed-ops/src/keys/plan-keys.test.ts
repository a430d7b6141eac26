import { generateKey, openRoot, verifyFeed } from '@phasegate/trust';
import type { Root } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';

import { clientFeed } from '../feeds/client-view.ts';
import type { AddRelease, Command, RotateKeys } from '../command.ts';
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
import { statementProblems } from '../feeds/package-statement.ts';
import { verifySnapshot } from '../verify.ts';

const KEYS = {
  root: [generateKey(), generateKey(), generateKey()],
  release: [generateKey()],
  feed: [generateKey()],
};
const SIGNED = { ...CONFIG, trust: 'signed' } as const;
const FEED = 'updates/linux/stable/appcast.xml';

function signed(releases: readonly string[] = []): Promise<MemoryProduct> {
  return memoryProduct(releases, SIGNED, KEYS);
}

function rootOf(product: MemoryProduct, version: number): Root {
  const text = product.files.get(`updates/keys/${version}.root.json`) ?? '';
  const verdict = openRoot(Buffer.from(text));
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  return verdict.root;
}

function isSigned(product: MemoryProduct, root: Root): boolean {
  const feeds = [...product.files].filter(([path]) => path.endsWith('appcast.xml'));
  return feeds.every(([, text]) => verifyFeed(Buffer.from(text), { kind: 'signed', root }).ok);
}

/** What is wrong with the statements of the releases that everybody is offered. */
function doubts(product: MemoryProduct, root: Root): readonly string[] {
  const about = { app: CONFIG.app, platform: 'linux' } as const;
  const releases = clientFeed(product.files.get(FEED), 'linux')?.releases ?? [];
  expect(releases.length).toBeGreaterThan(0);
  return releases.flatMap((one) => statementProblems(about, one, root));
}

function rotate(role: RotateKeys['role'], alone = false): Command {
  return { kind: 'keys-rotate', role, alone, reason: undefined };
}

describe('a signed product', () => {
  it('is signed by every command, feeds and packages, and breaks no invariant', async () => {
    const product = await signed(['1.0.0', '1.1.0']);
    await product.change(move('pause', '1.1.0'));
    await product.change(move('resume', '1.1.0'));
    await product.change(rollback(['1.1.0']));
    const root = rootOf(product, 1);
    expect(isSigned(product, root)).toBe(true);
    expect(doubts(product, root)).toEqual([]);
    expect(verifySnapshot(await product.snapshot(), NOW)).toMatchObject({
      breaches: [],
      warnings: [],
      trust: 'signed',
      root: 1,
    });
  });

  it('floors a release at the oldest one that stays for everybody, or where it is told to', async () => {
    const product = await signed(['1.0.0']);
    const floorIn = (version: string): string | undefined => {
      const { releases } = JSON.parse(product.files.get('updates/linux/rollout.json') ?? '') as {
        releases: readonly { version: string; item: string }[];
      };
      const item = releases.find((one) => one.version === version)?.item ?? '';
      return /phasegate:floor="([^"]*)"/.exec(item)?.[1];
    };
    await product.change(add('1.1.0'));
    const floored: AddRelease = { ...add('1.2.0'), floor: add('1.1.0').release.version };
    await product.change(floored);
    expect(['1.0.0', '1.1.0', '1.2.0'].map(floorIn)).toEqual(['1.0.0', '1.0.0', '1.1.0']);
    const above: AddRelease = { ...add('1.3.0'), floor: add('1.4.0').release.version };
    expect(await refusalOf(product, above)).toBe('bad-argument');
    expect(await refusalOf(product, add('1.0.0'))).toBe('nothing-to-do');
  });

  it.each([
    ['no feed key', { feed: undefined }, start('1.1.0'), 'no-feed-key'],
    ['another feed key', { feed: KEYS.release }, start('1.1.0'), 'wrong-key'],
    ['no release key', { release: undefined }, add('1.2.0'), 'no-release-key'],
    ['the feed key for a package', { release: KEYS.feed }, add('1.2.0'), 'wrong-key'],
    ['one root key of two', { root: KEYS.root.slice(1, 2) }, rotate('feed'), 'wrong-key'],
    ['no root key', { root: undefined }, rotate('feed'), 'no-root-key'],
  ] as const)('refuses with %s, and nothing has changed', async (_what, keys, command, code) => {
    const product = await signed(['1.0.0']);
    await product.change(add('1.1.0'));
    product.setKeys({ ...KEYS, fresh: [generateKey()], ...keys });
    expect(await refusalOf(product, command)).toBe(code);
  });

  it('writes nothing on top of a feed that somebody else has changed or signed', async () => {
    const product = await signed(['1.0.0', '1.1.0']);
    const text = product.files.get(FEED) ?? '';
    product.files.set(FEED, text.replace('<title>Notes</title>', '<title>Noted</title>'));
    expect(await refusalOf(product, rollback(['1.1.0']))).toBe('broken-invariant');
    product.files.set(FEED, text);
    product.files.delete('updates/keys/1.root.json');
    expect(await refusalOf(product, rollback(['1.1.0']))).toBe('bad-root');
  });
});

describe('an unsigned product', () => {
  it('comes to be signed, with every release that may be offered again', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await product.change(move('pause', '1.1.0'));
    product.setKeys(KEYS);
    await product.change({ kind: 'keys-init', rootThreshold: 2 });
    await product.change(move('resume', '1.1.0'));
    expect(isSigned(product, rootOf(product, 1))).toBe(true);
    expect(doubts(product, rootOf(product, 1))).toEqual([]);
    expect(await refusalOf(product, { kind: 'keys-init', rootThreshold: 2 })).toBe('nothing-to-do');
  });

  it('has no keys to rotate, but can be renewed', async () => {
    const product = await memoryProduct(['1.0.0']);
    expect(await refusalOf(product, rotate('feed'))).toBe('not-set-up');
    const change = await product.change({ kind: 'renew', root: false });
    expect(change.trust).toEqual({ kind: 'unsigned' });
  });
});

describe('a change of keys', () => {
  it('signs feeds by the old and the new feed key until the next command', async () => {
    const product = await signed(['1.0.0']);
    const fresh = [generateKey()];
    product.setKeys({ ...KEYS, fresh });
    await product.change(rotate('feed'));
    const [one, two] = [rootOf(product, 1), rootOf(product, 2)];
    expect([isSigned(product, one), isSigned(product, two)]).toEqual([true, true]);
    expect(await refusalOf(product, { kind: 'renew', root: false })).toBe('wrong-key');
    product.setKeys({ ...KEYS, feed: fresh });
    await product.change({ kind: 'renew', root: false });
    expect([isSigned(product, one), isSigned(product, two)]).toEqual([false, true]);
  });

  it('leaves a lost feed key out at once', async () => {
    const product = await signed(['1.0.0']);
    product.setKeys({ root: KEYS.root, release: KEYS.release, fresh: [generateKey()] });
    await product.change(rotate('feed', true));
    expect(isSigned(product, rootOf(product, 1))).toBe(false);
    expect(isSigned(product, rootOf(product, 2))).toBe(true);
  });

  it('signs anew what the old release key has signed, and nothing else', async () => {
    const product = await signed(['1.0.0']);
    await product.change(add('1.1.0'));
    product.setKeys({ ...KEYS, fresh: [generateKey()] });
    const path = 'updates/linux/rollout.json';
    const ledger = product.files.get(path) ?? '';
    // A draft that somebody slipped in: its file is another one than the release key has signed.
    product.files.set(
      path,
      ledger.replaceAll('notes-1.1.0.AppImage\\" length=\\"1000', 'x\\" length=\\"1001'),
    );
    expect(product.files.get(path)).not.toBe(ledger);
    expect(await refusalOf(product, rotate('release'))).toBe('bad-ledger');
    product.files.set(path, ledger);
    await product.change(rotate('release'));
    expect(doubts(product, rootOf(product, 2))).toEqual([]);
    expect(doubts(product, rootOf(product, 1))).not.toEqual([]);
  });

  it('takes a root key out while enough are left', async () => {
    const product = await signed(['1.0.0']);
    const ids = KEYS.root.map((key) => key.public.keyid);
    const revoke = (keyid = ''): Command => ({ kind: 'keys-revoke', keyid, reason: undefined });
    await product.change(revoke(ids[0]));
    expect(rootOf(product, 2).roles.root.keys.map(({ keyid }) => keyid)).toEqual(ids.slice(1));
    expect(await refusalOf(product, revoke(ids[1]))).toBe('wrong-key');
    expect(await refusalOf(product, revoke(KEYS.feed[0]?.public.keyid))).toBe('wrong-key');
    expect(await refusalOf(product, revoke('0'.repeat(64)))).toBe('bad-argument');
  });

  it('renews a root with the same keys, and says before that it expires', async () => {
    const product = await signed(['1.0.0']);
    const { expires } = rootOf(product, 1);
    const DAY = 86_400_000;
    const warned = verifySnapshot(await product.snapshot(), expires - 50 * DAY).warnings;
    expect(warned[0]).toContain('phasegate renew --root');
    const late = verifySnapshot(await product.snapshot(), expires + DAY).breaches;
    expect(late).toContainEqual(expect.objectContaining({ code: 'root-expired' }));
    await product.change({ kind: 'renew', root: true });
    expect(rootOf(product, 2).roles).toEqual(rootOf(product, 1).roles);
  });

  it('warns a week before feeds expire, counts an expired one as broken, and renews it', async () => {
    const product = await signed(['1.0.0']);
    const DAY = 86_400_000;
    const soon = verifySnapshot(await product.snapshot(), NOW + 25 * DAY);
    expect(soon.warnings.join()).toContain('phasegate renew issues it anew');
    expect(soon.breaches).toEqual([]);
    const late = verifySnapshot(await product.snapshot(), NOW + 31 * DAY);
    expect(late.breaches).toHaveLength(3);
    expect(late.breaches).toContainEqual(expect.objectContaining({ code: 'feed-expired' }));
  });
});
