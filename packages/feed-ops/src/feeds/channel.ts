import type { LedgerRelease } from '../state/ledger.ts';

/** The channel of a release: only apps that ask for it are offered it; `undefined`: everybody. */
export function channelOf({ item }: Pick<LedgerRelease, 'item'>): string | undefined {
  return /<sparkle:channel>([^<]*)<\/sparkle:channel>/.exec(item)?.[1];
}
