import { feedXml } from '@phasegate/testkit';
import type { AdvisoryFacts, FeedIdentityFacts, FeedItemFacts } from '@phasegate/testkit';
import { generateKey, rootText, signFeed, signRoot, signStatement } from '@phasegate/trust';
import type { PackageFacts, PrivateKey } from '@phasegate/trust';

/** The keys of one root, secret halves too. */
export interface Keys {
  readonly root: PrivateKey;
  readonly release: PrivateKey;
  readonly feed: PrivateKey;
}

/** A signed feed as the test wants it; what is not said is right. */
export interface SignedFeed {
  readonly sequence: number;
  readonly items: readonly FeedItemFacts[];
  readonly advisories?: readonly AdvisoryFacts[];
  readonly identity?: Partial<FeedIdentityFacts>;
  readonly signer?: PrivateKey;
}

export const newKeys = (): Keys => ({
  root: generateKey(),
  release: generateKey(),
  feed: generateKey(),
});

/** The text of a root with these keys, each role with one. */
export function rootOf(version: number, keys: Keys, before = keys, expires = '2030-01-01'): string {
  const one = (key: PrivateKey): { keys: [PrivateKey['public']]; threshold: 1 } => ({
    keys: [key.public],
    threshold: 1,
  });
  const text = rootText({
    version,
    expires: `${expires}T00:00:00Z`,
    root: one(keys.root),
    targets: one(keys.release),
    timestamp: one(keys.feed),
  });
  return signRoot(text, before === keys ? [keys.root] : [before.root, keys.root]);
}

/** The bytes of a feed of Notes for Linux, signed by `signer` or else by the feed key. */
export function signedFeed(feed: SignedFeed, keys: Keys): Buffer {
  const { sequence, items, advisories = [], identity, signer = keys.feed } = feed;
  const own = { app: 'com.example.notes', platform: 'linux', name: 'stable', sequence };
  const xml = feedXml({ items, advisories, identity: { ...own, ...identity } });
  return Buffer.from(signFeed(Buffer.from(xml), [signer]));
}

/** What a statement says of a file, except what is the same for all. */
export type StatedFile = Pick<PackageFacts, 'version' | 'length' | 'sha512'>;

/** An item whose packages carry a statement of this file, by default one of Notes for Linux on x64. */
export function signedItem(
  item: FeedItemFacts,
  file: StatedFile & Partial<PackageFacts>,
  signer: PrivateKey,
): FeedItemFacts {
  const facts: PackageFacts = {
    app: 'com.example.notes',
    platform: 'linux',
    arch: 'x64',
    package: 'AppImage',
    floor: '1.0.0',
    ...file,
  };
  const signature = signStatement(facts, signer);
  const packages = (item.packages ?? []).map((one) => ({ ...one, floor: '1.0.0', signature }));
  return { ...item, packages };
}
