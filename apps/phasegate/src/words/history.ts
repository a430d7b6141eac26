import { accept, readLimit, readPlatforms, readSince, readVersion } from '@phasegate/feed-ops';
import type { HistoryQuestion, Result } from '@phasegate/feed-ops';

/** Options of `history`, as typed. */
export interface HistoryTyped {
  readonly since?: string;
  readonly limit: string;
  readonly platform: readonly string[];
  readonly format: 'text' | 'markdown' | 'json';
}

type Platforms = Extract<ReturnType<typeof readPlatforms>, { readonly ok: true }>['value'];

/** `phasegate history`. */
export function historyQuestion(
  text: string | undefined,
  typed: HistoryTyped,
  now: number,
): Result<HistoryQuestion & { readonly platforms: Platforms }> {
  const version = text === undefined ? accept(undefined) : readVersion(text);
  const since = readSince(typed.since, now);
  const limit = readLimit(typed.limit);
  const platforms = readPlatforms(typed.platform);
  if (!version.ok) {
    return version;
  }
  if (!since.ok) {
    return since;
  }
  if (!limit.ok) {
    return limit;
  }
  return platforms.ok
    ? accept({
        version: version.value,
        since: since.value,
        limit: limit.value,
        platforms: platforms.value,
      })
    : platforms;
}
