import { accept, readForeign, readPlatforms, refuse, sparklePublic } from '@phasegate/feed-ops';
import type { ForeignTyped, ImportReleases, Result, Snapshot } from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** Options of `release import`, as typed. */
export interface ImportTyped {
  readonly platform: string;
  readonly from: string;
  readonly urlBase?: string;
  readonly keep: number;
}

/** `phasegate release import`: what was asked, before anything is read. */
export function readImport(typed: ImportTyped): Result<ForeignTyped> {
  const platforms = readPlatforms([typed.platform]);
  if (!platforms.ok) {
    return platforms;
  }
  const [platform] = platforms.value ?? [];
  const { from, urlBase, keep } = typed;
  const source = /^https?:/i.test(from) ? from : fromHere(from);
  return platform === undefined
    ? refuse('bad-argument', 'There is no platform', 'write --platform macos, windows or linux')
    : accept({ platform, source, urlBase, keep });
}

/** Reads the feed; files without a sha512 are fetched. */
export function importCommand(
  asked: ForeignTyped,
  { states, config }: Snapshot,
  facts: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
): Promise<Result<ImportReleases>> {
  const ledger = states.find(({ platform }) => platform === asked.platform)?.ledger;
  const known = (ledger?.releases ?? []).map(({ version }) => version);
  const key = config?.sparkleKey?.public;
  const sparkleKey = key === undefined ? undefined : sparklePublic(key);
  return readForeign(asked, { ...facts, known, sparkleKey, now: Date.now() });
}
