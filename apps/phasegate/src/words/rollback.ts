import { accept, readPlatforms, readReason, readVersions, readWords } from '@phasegate/feed-ops';
import type { Command, Result, WordsTyped } from '@phasegate/feed-ops';

/** Options of `rollback`, as typed. */
export interface RollbackTyped extends Omit<WordsTyped, 'links'> {
  readonly reason?: string;
  readonly method: string;
  readonly link: readonly string[];
  readonly platform: readonly string[];
}

/** `phasegate rollback`. */
export function rollbackCommand(texts: readonly string[], typed: RollbackTyped): Result<Command> {
  const versions = readVersions(texts);
  const reason = readReason(typed.reason);
  const words = readWords({ ...typed, links: typed.link });
  const platforms = readPlatforms(typed.platform);
  if (!versions.ok) {
    return versions;
  }
  if (!reason.ok) {
    return reason;
  }
  if (!words.ok) {
    return words;
  }
  if (!platforms.ok) {
    return platforms;
  }
  const method = typed.method === 'mark' ? 'mark' : 'remove';
  return accept({
    kind: 'rollback',
    versions: versions.value,
    reason: reason.value,
    method,
    words: words.value,
    platforms: platforms.value,
  });
}
