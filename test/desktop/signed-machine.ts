import type { FeedItemFacts } from '@phasegate/testkit';
import { privateKeyFromSeed } from '@phasegate/trust';
import type { PackageFacts, PrivateKey } from '@phasegate/trust';
import { rootOf, signedFeed, signedItem } from '../signed-feed.ts';
import type { Keys, SignedFeed } from '../signed-feed.ts';
import { setUpMachine } from './one-machine.ts';
import type { MachineFacts, OneMachine } from './one-machine.ts';

/** {@link OneMachine} whose app embeds root 1, and whose feeds are signed by hand. */
export interface SignedMachine extends OneMachine {
  readonly keys: Keys;
  /** A sequence above all that this machine was shown. */
  readonly next: () => number;
  /** A release with its statement; `lie` changes what the statement says. */
  readonly release: (
    version: string,
    lie?: Partial<PackageFacts>,
    signer?: PrivateKey,
  ) => Promise<FeedItemFacts>;
  /** Writes every feed, signed; `alter` changes the bytes on their way to the host. */
  readonly show: (feed: SignedFeed, alter?: (feed: Buffer) => Uint8Array) => Promise<void>;
}

const keyOf = (digits: string): PrivateKey => privateKeyFromSeed(digits.repeat(32));

/** Always the same, so that the builds that embed their root are found in the cache. */
const KEYS: Keys = { root: keyOf('a1'), release: keyOf('b2'), feed: keyOf('c3') };

/** What is special about the app's builds: they embed root 1. */
export const SIGNED_APP: Pick<MachineFacts, 'root'> = {
  root: rootOf(1, KEYS, KEYS, '2090-01-01'),
};

const hours = (count: number): string =>
  `${new Date(Date.now() + count * 3_600_000).toISOString().slice(0, 19)}Z`;

/** Times of a feed, in hours from now: the app goes by the real clock. */
export const lasting = (
  issued: number,
  expires: number,
): { readonly issued: string; readonly expires: string } => ({
  issued: hours(issued),
  expires: hours(expires),
});

/** Sets the machine up with a signed feed of 1.0.0; nothing runs yet. */
export async function setUpSignedMachine(
  facts: Pick<MachineFacts, 'ownCode'> = {},
): Promise<SignedMachine> {
  const machine = await setUpMachine({ ...facts, ...SIGNED_APP });
  const times = lasting(-1, 24);
  let sequence = 0;
  const next = (): number => (sequence += 1);
  const release: SignedMachine['release'] = async (version, lie = {}, signer = KEYS.release) => {
    const item = await machine.item(version);
    const [file] = item.packages ?? [];
    const length = Number(file?.length);
    return signedItem(item, { version, length, sha512: file?.sha512 ?? '', ...lie }, signer);
  };
  const show: SignedMachine['show'] = (feed, alter = (bytes) => bytes) =>
    machine.write((name) =>
      alter(signedFeed({ ...feed, identity: { name, ...times, ...feed.identity } }, KEYS)),
    );
  await show({ sequence: next(), items: [await release('1.0.0')] });
  return { ...machine, keys: KEYS, next, release, show };
}
